// Work that comes due by itself: done again and again on a thread with a connection of its own, whatever
// happens to the database meanwhile. Any number of instances may each have one; that none gets in another's
// way is the work's concern.
//
// Owns one thread, which ends with it. wake() is for any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "postgres/connection.hpp"

namespace fairdraw::postgres {

class Clockwork {
  public:
    // Says whether there is more to do at once. Work that takes long looks at the token now and then; what it
    // throws is logged, once for each trouble, and it begins anew after a pause, on another connection.
    using Work = std::function<bool(Connection&, const std::stop_token&)>;

    // `name` stands in the log. What `work` refers to must outlive this.
    Clockwork(ConnectionSettings settings, std::string name, std::chrono::milliseconds pause, Work work);

    // There is something to do; without it, it is found after a pause.
    void wake();

  private:
    void run(const std::stop_token& stop);
    void work_while_connected(const std::stop_token& stop);
    void wait(const std::stop_token& stop);

    const ConnectionSettings settings_;
    const std::string name_;
    const std::chrono::milliseconds pause_;
    const Work work_;
    std::string last_trouble_;

    std::mutex mutex_;
    std::condition_variable_any woken_;
    bool wanted_ = false;
    std::jthread thread_;  // last, so that it ends first
};

}  // namespace fairdraw::postgres
