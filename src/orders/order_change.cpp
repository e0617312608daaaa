#include "orders/order_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "orders/price_json.hpp"

namespace fairdraw::orders {

namespace {

using Json = nlohmann::ordered_json;

api::Refusal unusable(const std::string& code, const std::string& reason) {
    return {http::Code::coupon_unusable, fmt::format("{}: {}", code, reason)};
}

api::Refusal why_not_priced(const pricing::Obstacle& obstacle) {
    if (obstacle.kind == pricing::Obstacle::Kind::does_not_apply)
        return unusable(obstacle.code, std::string{name(*obstacle.reason)});
    return {http::Code::coupon_unusable, "these coupons cannot be used together"};
}

tl::expected<pricing::Price, api::Refusal> price(const HoldRequest& request,
                                                 const std::vector<Offered>& offered) {
    std::vector<pricing::Coupon> coupons;
    for (const auto& code : request.codes) {
        const auto found = std::ranges::find(offered, code, &Offered::code);
        // Whose it is instead is nobody's business.
        if (found == offered.end() || found->user_id != request.user_id)
            return tl::unexpected(unusable(code, "the user has no such coupon"));
        if (!found->coupon) return tl::unexpected(unusable(code, "no_rules"));
        coupons.push_back(*found->coupon);
    }
    const auto priced_together = pricing::price(request.order, coupons);
    if (!priced_together) return tl::unexpected(why_not_priced(priced_together.error()));
    return *priced_together;
}

std::string answer_once_held(const std::string& order, const HoldRequest& request,
                             const pricing::Price& price, UnixMs expires) {
    Json json{
        {"order", order}, {"state", "held"}, {"user", request.user_id}, {"currency", request.order.currency}};
    json.update(json_of(price));
    json["hold_expires_at"] = format_rfc3339(expires);
    return json.dump();
}

}  // namespace

tl::expected<PricedHold, api::Refusal> price_hold(const std::string& order, const HoldRequest& request,
                                                  const std::vector<Offered>& offered, UnixMs now) {
    const auto price_of_all = price(request, offered);
    if (!price_of_all) return tl::unexpected(price_of_all.error());
    PricedHold hold;
    hold.expires = UnixMs{now.value + request.hold_s * 1000};
    for (const auto& taken : price_of_all->coupons) {
        hold.codes.push_back(taken.code);
        hold.amounts.push_back(taken.amount);
    }
    hold.answer = answer_once_held(order, request, *price_of_all, hold.expires);
    return hold;
}

api::Refusal too_many_orders() {
    return {http::Code::overloaded,
            "more orders are waiting than can be written at once; ask again",
            {http::Recorded::no, 1}};
}

Answer answer_of_hold(const std::string& outcome, const std::string& detail, std::string answer) {
    if (outcome == "done" || outcome == "repeated") return http::json_response(200, std::move(answer));
    if (outcome == "conflict") return tl::unexpected(api::Refusal{http::Code::conflict, detail});
    return tl::unexpected(unusable(detail, outcome == "unknown" ? "the user has no such coupon" : outcome));
}

Answer answer_of_settling(const std::string& order, const std::string& outcome, const std::string& state) {
    if (outcome == "unknown")
        return tl::unexpected(api::Refusal{http::Code::not_found, "there is no such order"});
    if (outcome == "conflict")
        return tl::unexpected(api::Refusal{http::Code::conflict, "the order is " + state});
    Json json{{"order", order}, {"state", state}};
    if (outcome == "repeated") json["repeated"] = true;
    return http::json_response(200, json.dump());
}

}  // namespace fairdraw::orders
