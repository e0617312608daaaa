// What happens to coupons by the clock alone: holds lapse, coupons expire, and barriers of old global
// transactions go. Any number of instances may run one each; what one has taken the others skip.
//
// Owns one thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "http/metrics.hpp"
#include "postgres/connection.hpp"

namespace fairdraw::orders {

class CouponClock {
  public:
    CouponClock(postgres::ConnectionSettings settings, http::Metrics& metrics);

  private:
    void run(const std::stop_token& stop);
    void lapse_holds(postgres::Connection& connection, const std::stop_token& stop);
    void do_what_is_due(postgres::Connection& connection, const std::stop_token& stop);
    void wait(const std::stop_token& stop);

    const postgres::ConnectionSettings settings_;
    http::Counter lapsed_;
    http::Counter expired_;
    std::string last_trouble_;

    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;
};

}  // namespace fairdraw::orders
