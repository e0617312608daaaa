// Orders' doors: each function adds the routes of one file. What they are given must outlive the router.
#pragma once

#include "http/router.hpp"
#include "orders/order_recorder.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::orders {

// POST quotes
void add_quote_routes(http::Router& router, postgres::Pool& serving);
// hold, confirm, cancel, revert: scope `orders`. Those that are a branch of a global transaction have one to
// themselves, on a connection of the pool.
struct Ordering {
    OrderRecorder& recorder;
    postgres::Pool& serving;
};
void add_order_routes(http::Router& router, const Ordering& ordering);

}  // namespace fairdraw::orders
