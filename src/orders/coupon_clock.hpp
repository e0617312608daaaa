// What happens to coupons by the clock alone: holds lapse, coupons expire, and barriers of old global
// transactions go. Any number of instances may run one each; what one has taken the others skip.
//
// Owns one thread.
#pragma once

#include "http/metrics.hpp"
#include "postgres/clockwork.hpp"

namespace fairdraw::orders {

class CouponClock {
  public:
    CouponClock(postgres::ConnectionSettings settings, http::Metrics& metrics);

  private:
    void lapse_holds(postgres::Connection& connection, const std::stop_token& stop);
    void do_what_is_due(postgres::Connection& connection, const std::stop_token& stop);

    http::Counter lapsed_;
    http::Counter expired_;
    postgres::Clockwork clockwork_;  // last, so that it ends first
};

}  // namespace fairdraw::orders
