// First come, first served: entering such a round gets a coupon at once, while the stock lasts. Arrivals
// share a change of the stock and a commit (coupons/issue_recorder.hpp); when all is gone, everybody is
// answered from memory. Any thread.
#pragma once

#include <mutex>

#include "coupons/issue_recorder.hpp"
#include "http/router.hpp"
#include "postgres/clock.hpp"
#include "postgres/pool.hpp"
#include "rounds/round.hpp"
#include "rounds/sold_out.hpp"

namespace fairdraw::rounds {

class FirstCome {
  public:
    // `serving` and `clock` must outlive it.
    FirstCome(const postgres::ConnectionSettings& settings, postgres::Pool& serving,
              const postgres::Clock& clock, http::Metrics& metrics)
        : clock_(clock), sold_out_(serving), recorder_("grabs", settings, metrics) {}

    // Answers, or moves from `reply`, and returns true; or returns false because the database must be looked
    // at first. For rounds that give something.
    bool enter_at_once(const RoundPtr& round, const http::Request& request, http::Reply& reply);
    // May look.
    void enter(const RoundPtr& round, const http::Request& request, http::Reply& reply);

  private:
    void tell_again(const RoundPtr& round, const http::Request& request, http::Reply& reply);

    const postgres::Clock& clock_;
    SoldOut sold_out_;
    std::mutex telling_again_;
    coupons::IssueRecorder recorder_;  // whose answers refer to what is above
};

}  // namespace fairdraw::rounds
