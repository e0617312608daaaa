// Coupons as a whole: what serves templates, claims, grants, promotions and wallets, put together. One a
// process; constructing it starts the threads that record claims and go on with grants.
#pragma once

#include <string>

#include "coupons/claimable.hpp"
#include "coupons/grant_keeper.hpp"
#include "coupons/issue_recorder.hpp"
#include "http/metrics.hpp"
#include "http/router.hpp"
#include "postgres/clock.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::coupons {

class Coupons {
  public:
    // `clock` is sampled by somebody else, and must outlive it.
    Coupons(const std::string& database_url, const postgres::Clock& clock, http::Metrics& metrics);

    // The routes refer to this object, which must outlive the router.
    void add_routes(http::Router& router);

  private:
    postgres::Pool serving_;
    postgres::Pool keeper_;
    const postgres::Clock& clock_;
    ClaimableTemplates claimable_;
    IssueRecorder claims_;
    postgres::Clockwork grants_;
};

}  // namespace fairdraw::coupons
