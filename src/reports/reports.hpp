// Numbers for the platform: what became of coupons, per template and campaign, and whether the ledger adds
// up. Any thread.
#pragma once

#include <string>

#include "http/router.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::reports {

class Reports {
  public:
    explicit Reports(const std::string& database_url);

    // The routes refer to this object, which must outlive the router.
    void add_routes(http::Router& router);

  private:
    postgres::Pool keeper_;
};

}  // namespace fairdraw::reports
