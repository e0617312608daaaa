// Coupons' doors: each function adds the routes of one file. What they are given must outlive the router.
#pragma once

#include "coupons/claimable.hpp"
#include "coupons/issue_recorder.hpp"
#include "http/router.hpp"
#include "postgres/clock.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::coupons {

// templates: scope `merchant`
void add_template_routes(http::Router& router, postgres::Pool& keeper);
// POST a claim
struct Claiming {
    ClaimableTemplates& templates;
    const postgres::Clock& clock;
    IssueRecorder& recorder;
};
void add_claim_routes(http::Router& router, const Claiming& claiming);
// GET one's own coupons
void add_wallet_routes(http::Router& router, postgres::Pool& serving);

}  // namespace fairdraw::coupons
