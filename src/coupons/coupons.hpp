// Coupons as a whole: what serves templates and wallets, put together. One a process; see Rounds.
#pragma once

#include <string>

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
};

}  // namespace fairdraw::coupons
