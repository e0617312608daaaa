#include "orders/orders.hpp"

#include "api/roles.hpp"
#include "orders/routes.hpp"

namespace fairdraw::orders {

namespace {

constexpr std::size_t connections = 16;

// Many orders share what the recorder waits for: none is to wait long for another's, which somebody else may
// have locked for as long as a branch of a global transaction takes.
postgres::ConnectionSettings as_recorder(const std::string& url) {
    auto settings = api::as_serving(url);
    settings.lock_timeout_ms = 300;
    return settings;
}

}  // namespace

Orders::Orders(const std::string& database_url, http::Metrics& metrics)
    : serving_(api::as_serving(database_url), connections),
      recorder_(as_recorder(database_url), metrics),
      clock_(api::as_clockwork(database_url), metrics) {}

void Orders::add_routes(http::Router& router) {
    add_quote_routes(router, serving_);
    add_order_routes(router, {recorder_, serving_});
}

}  // namespace fairdraw::orders
