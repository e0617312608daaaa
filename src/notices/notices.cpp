#include "notices/notices.hpp"

#include "api/roles.hpp"
#include "notices/routes.hpp"

namespace fairdraw::notices {

namespace {

constexpr std::size_t serving_connections = 4;
constexpr std::size_t keeper_connections = 2;

}  // namespace

Notices::Notices(const std::string& database_url, bool allow_private, http::Metrics& metrics)
    : allow_private_(allow_private),
      serving_(api::as_serving(database_url), serving_connections),
      keeper_(api::as_keeper(database_url), keeper_connections),
      clock_(api::as_clockwork(database_url), metrics),
      sender_(api::as_keeper(database_url), allow_private, metrics) {}

void Notices::add_routes(http::Router& router) {
    add_inbox_routes(router, serving_);
    add_notice_routes(router, keeper_);
    add_webhook_routes(router, keeper_, allow_private_);
}

}  // namespace fairdraw::notices
