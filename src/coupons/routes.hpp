// Coupons' doors: each function adds the routes of one file. What they are given must outlive the router.
#pragma once

#include "http/router.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::coupons {

// templates: scope `merchant`
void add_template_routes(http::Router& router, postgres::Pool& keeper);
// GET one's own coupons
void add_wallet_routes(http::Router& router, postgres::Pool& serving);

}  // namespace fairdraw::coupons
