// Orders as a whole: what prices, holds and uses coupons, and the clock that gives back and expires them. One
// a process; constructing it starts its thread.
#pragma once

#include <string>

#include "http/metrics.hpp"
#include "http/router.hpp"
#include "orders/coupon_clock.hpp"
#include "orders/order_recorder.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::orders {

class Orders {
  public:
    Orders(const std::string& database_url, http::Metrics& metrics);

    // The routes refer to this object, which must outlive the router.
    void add_routes(http::Router& router);

  private:
    postgres::Pool serving_;
    OrderRecorder recorder_;
    CouponClock clock_;
};

}  // namespace fairdraw::orders
