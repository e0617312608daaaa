// Written out with fmt: codes and times need no escaping, and thousands a second are told at once.
#include "coupons/coupon_json.hpp"

#include <fmt/compile.h>

namespace fairdraw::coupons {

namespace {

api::Refusal nothing_issued(http::Code code, const char* why) {
    return {code, why, {http::Recorded::no}};
}

api::Refusal refusal_of_failure(const postgres::Failure& failure) {
    auto refusal =
        api::refusal_of(failure).value_or(api::Refusal{http::Code::internal, "this could not be issued"});
    if (refusal.extras.recorded == http::Recorded::not_said) refusal.extras.recorded = http::Recorded::no;
    return refusal;
}

}  // namespace

std::string json_of(const Coupon& coupon) {
    const auto expires_at = coupon.expires_at ? '"' + format_rfc3339(*coupon.expires_at) + '"' : "null";
    return fmt::format(FMT_COMPILE(R"({{"code":"{}","issued_at":"{}","expires_at":{}}})"), coupon.code,
                       format_rfc3339(coupon.issued_at), expires_at);
}

std::string json_of_rest(const Issued& issued) {
    return fmt::format(FMT_COMPILE(R"(,"remaining":{}{})"),
                       issued.remaining ? std::to_string(*issued.remaining) : "null",
                       issued.repeated ? R"(,"repeated":true)" : "");
}

api::Refusal refusal_of(const NoCoupon& none) {
    switch (none.why) {
        case NotIssued::closed:
            return nothing_issued(http::Code::not_in_active_time, "no coupons are given at this time");
        case NotIssued::round_void:
            return nothing_issued(http::Code::round_void, "this round is void");
        case NotIssued::not_listed:
            return nothing_issued(http::Code::forbidden, "these coupons are for others");
        case NotIssued::limit:
            return nothing_issued(http::Code::conflict, "you have as many of these coupons as one may have");
        case NotIssued::sold_out:
            return nothing_issued(http::Code::sold_out, "all of these coupons are gone");
        case NotIssued::waited_too_long:
            return too_many_ask();
        case NotIssued::failed:
            break;
    }
    return refusal_of_failure(none.failure);
}

api::Refusal too_many_ask() {
    return {http::Code::overloaded,
            "more people are asking than can be answered at once; ask again",
            {http::Recorded::no, 1}};
}

}  // namespace fairdraw::coupons
