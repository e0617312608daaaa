#include "orders/orders.hpp"

#include "api/roles.hpp"
#include "orders/routes.hpp"

namespace fairdraw::orders {

namespace {

constexpr std::size_t connections = 16;

}  // namespace

Orders::Orders(const std::string& database_url, http::Metrics& metrics)
    : serving_(api::as_serving(database_url), connections),
      recorder_(api::as_serving(database_url), metrics),
      clock_(api::as_clockwork(database_url), metrics) {}

void Orders::add_routes(http::Router& router) {
    add_quote_routes(router, serving_);
    add_order_routes(router, {recorder_, serving_});
}

}  // namespace fairdraw::orders
