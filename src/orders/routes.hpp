// Orders' doors: each function adds the routes of one file. What they are given must outlive the router.
#pragma once

#include "http/router.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::orders {

// POST quotes
void add_quote_routes(http::Router& router, postgres::Pool& serving);
// hold, confirm, cancel, revert: scope `orders`
void add_order_routes(http::Router& router, postgres::Pool& serving);

}  // namespace fairdraw::orders
