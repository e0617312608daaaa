#include "coupons/coupons.hpp"

#include "api/roles.hpp"
#include "coupons/routes.hpp"

namespace fairdraw::coupons {

namespace {

constexpr std::size_t serving_connections = 8;
constexpr std::size_t keeper_connections = 4;

}  // namespace

Coupons::Coupons(const std::string& database_url, const postgres::Clock& clock, http::Metrics& metrics)
    : serving_(api::as_serving(database_url), serving_connections),
      keeper_(api::as_keeper(database_url), keeper_connections),
      clock_(clock),
      claimable_(serving_),
      claims_("claims", api::as_serving(database_url), metrics),
      grants_(keep_grants(api::as_clockwork(database_url))) {}

void Coupons::add_routes(http::Router& router) {
    add_template_routes(router, keeper_);
    add_audience_routes(router, keeper_);
    add_claim_routes(router, {claimable_, clock_, claims_});
    add_grant_routes(router, keeper_, grants_);
    add_grant_refusal_routes(router, keeper_);
    add_promotion_routes(router, keeper_);
    add_redemption_routes(router, serving_);
    add_wallet_routes(router, serving_);
}

}  // namespace fairdraw::coupons
