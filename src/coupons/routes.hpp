// Coupons' doors: each function adds the routes of one file. What they are given must outlive the router.
#pragma once

#include "coupons/claimable.hpp"
#include "coupons/grant_keeper.hpp"
#include "coupons/issue_recorder.hpp"
#include "http/router.hpp"
#include "postgres/clock.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::coupons {

// templates: scope `merchant`
void add_template_routes(http::Router& router, postgres::Pool& keeper);
// the users a template is for: scope `merchant`
void add_audience_routes(http::Router& router, postgres::Pool& keeper);
// POST a claim
struct Claiming {
    ClaimableTemplates& templates;
    const postgres::Clock& clock;
    IssueRecorder& recorder;
};
void add_claim_routes(http::Router& router, const Claiming& claiming);
// grants to lists of users: scope `merchant`
void add_grant_routes(http::Router& router, postgres::Pool& keeper, postgres::Clockwork& grants);
void add_grant_refusal_routes(http::Router& router, postgres::Pool& keeper);
// promotions and their codes: scope `merchant`
void add_promotion_routes(http::Router& router, postgres::Pool& keeper);
// POST a promotion's code
void add_redemption_routes(http::Router& router, postgres::Pool& serving);
// GET one's own coupons
void add_wallet_routes(http::Router& router, postgres::Pool& serving);

}  // namespace fairdraw::coupons
