// Coupons as a whole: what serves templates, grants, promotions and wallets, put together. One a
// process; constructing it starts the thread that goes on with grants.
#pragma once

#include <string>

#include "coupons/grant_keeper.hpp"
#include "http/router.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::coupons {

class Coupons {
  public:
    explicit Coupons(const std::string& database_url);

    // The routes refer to this object, which must outlive the router.
    void add_routes(http::Router& router);

  private:
    postgres::Pool serving_;
    postgres::Pool keeper_;
    GrantKeeper grants_;
};

}  // namespace fairdraw::coupons
