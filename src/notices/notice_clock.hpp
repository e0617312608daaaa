// What becomes of notices by the clock alone: people are reminded of coupons that expire, and what is over
// goes. It also measures how far behind webhooks are. Any number of instances may run one each; what one has
// taken the others skip.
//
// Owns one thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "http/metrics.hpp"
#include "postgres/connection.hpp"

namespace fairdraw::notices {

class NoticeClock {
  public:
    NoticeClock(postgres::ConnectionSettings settings, http::Metrics& metrics);

  private:
    void run(const std::stop_token& stop);
    void do_what_is_due(postgres::Connection& connection, const std::stop_token& stop);
    void wait(const std::stop_token& stop);

    const postgres::ConnectionSettings settings_;
    http::Counter reminded_;
    http::Gauge waiting_;
    std::chrono::steady_clock::time_point look_at_webhooks_at_{};
    std::string last_trouble_;

    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;  // last, so that it ends first
};

}  // namespace fairdraw::notices
