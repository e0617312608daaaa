// How who asked for a coupon is told of it, or why there is none; the same at every door. Pure; any thread.
#pragma once

#include <string>

#include "api/refusal.hpp"
#include "coupons/issue_recorder.hpp"

namespace fairdraw::coupons {

// {"code": ..., "issued_at": ..., "expires_at": ...}
std::string json_of(const Coupon& coupon);
// The members that follow: ,"remaining":null,"repeated":true
std::string json_of_rest(const Issued& issued);

api::Refusal refusal_of(const NoCoupon& none);
// When more is waiting than can be issued in time.
api::Refusal too_many_ask();

}  // namespace fairdraw::coupons
