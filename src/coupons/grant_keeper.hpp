// Goes on with the grants that are running, part by part, until every user on their lists has been given
// theirs or refused. Any number of instances may run one each: a grant is one's at a time, and whoever goes
// on begins behind the last part that was committed.
//
// Owns one thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "postgres/connection.hpp"

namespace fairdraw::coupons {

class GrantKeeper {
  public:
    explicit GrantKeeper(postgres::ConnectionSettings settings);

    // There is something to grant. Any thread; without it, it is found a moment later.
    void wake();

  private:
    void run(const std::stop_token& stop);
    void wait(const std::stop_token& stop);

    const postgres::ConnectionSettings settings_;
    std::string last_trouble_;

    std::mutex mutex_;
    std::condition_variable_any woken_;
    bool wanted_ = false;
    std::jthread thread_;
};

}  // namespace fairdraw::coupons
