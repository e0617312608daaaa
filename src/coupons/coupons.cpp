#include "coupons/coupons.hpp"

#include "api/roles.hpp"
#include "coupons/routes.hpp"

namespace fairdraw::coupons {

namespace {

constexpr std::size_t serving_connections = 8;
constexpr std::size_t keeper_connections = 4;

}  // namespace

Coupons::Coupons(const std::string& database_url)
    : serving_(api::as_serving(database_url), serving_connections),
      keeper_(api::as_keeper(database_url), keeper_connections),
      grants_(api::as_clockwork(database_url)) {}

void Coupons::add_routes(http::Router& router) {
    add_template_routes(router, keeper_);
    add_grant_routes(router, keeper_, grants_);
    add_grant_refusal_routes(router, keeper_);
    add_promotion_routes(router, keeper_);
    add_redemption_routes(router, serving_);
    add_wallet_routes(router, serving_);
}

}  // namespace fairdraw::coupons
