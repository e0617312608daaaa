// What becomes of notices by the clock alone: people are reminded of coupons that expire, and what is over
// goes. It also measures how far behind webhooks are. Any number of instances may run one each; what one has
// taken the others skip.
//
// Owns one thread.
#pragma once

#include <chrono>

#include "http/metrics.hpp"
#include "postgres/clockwork.hpp"

namespace fairdraw::notices {

class NoticeClock {
  public:
    NoticeClock(postgres::ConnectionSettings settings, http::Metrics& metrics);

  private:
    void do_what_is_due(postgres::Connection& connection, const std::stop_token& stop);

    http::Counter reminded_;
    http::Gauge waiting_;
    std::chrono::steady_clock::time_point look_at_webhooks_at_{};
    postgres::Clockwork clockwork_;  // last, so that it ends first
};

}  // namespace fairdraw::notices
