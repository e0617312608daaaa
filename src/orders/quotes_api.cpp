// POST /v1/quotes: what an order would cost with the coupons that the caller has.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "orders/offered.hpp"
#include "orders/order_request.hpp"
#include "orders/price_json.hpp"
#include "orders/routes.hpp"
#include "sql/orders_sql.hpp"

namespace fairdraw::orders {

namespace {

using Json = nlohmann::ordered_json;

constexpr int considered = static_cast<int>(pricing::max_considered);

std::optional<std::string> why_not(const pricing::Order& order, const Offered& offered) {
    if (auto obstacle = offered.obstacle()) return obstacle;
    const auto reason = pricing::why_not(order, offered.coupon->rule);
    return reason ? std::optional{std::string{name(*reason)}} : std::nullopt;
}

std::int64_t amount_alone(const pricing::Order& order, const pricing::Coupon& coupon) {
    const auto price = pricing::price(order, std::span{&coupon, 1});
    return price ? price->discount : 0;
}

// Of those that apply, which it cannot be combined with.
Json exclusive_with(const pricing::Coupon& coupon, const std::vector<pricing::Coupon>& usable) {
    auto codes = Json::array();
    for (const auto& other : usable)
        if (other.code != coupon.code && !pricing::combinable(coupon.rule.stacking, other.rule.stacking))
            codes.push_back(other.code);
    return codes;
}

Json coupon_json(const pricing::Order& order, const Offered& offered,
                 const std::vector<pricing::Coupon>& usable) {
    const auto reason = why_not(order, offered);
    return {{"code", offered.code},
            {"template", offered.coupon ? Json(offered.coupon->template_id) : Json()},
            {"title", offered.coupon ? Json(offered.title) : Json()},
            {"applies", !reason},
            {"reason", reason ? Json(*reason) : Json()},
            {"amount", reason ? 0 : amount_alone(order, *offered.coupon)},
            {"exclusive_with", reason ? Json::array() : exclusive_with(*offered.coupon, usable)}};
}

// The price of exactly these coupons, or why they have none.
tl::expected<Json, api::Refusal> chosen(postgres::Connection& connection, const QuoteRequest& request,
                                        const std::string& user_id) {
    if (!request.codes) return Json();
    const auto offered = offered_in(connection.read(sql::find_offered, {*request.codes}));
    std::vector<pricing::Coupon> coupons;
    for (const auto& code : *request.codes) {
        const auto found = std::find_if(offered.begin(), offered.end(), [&](const Offered& each) {
            return each.code == code && each.user_id == user_id;
        });
        const auto reason =
            found == offered.end() ? "the user has no such coupon" : why_not(request.order, *found);
        if (reason) return tl::unexpected(api::Refusal{http::Code::coupon_unusable, code + ": " + *reason});
        coupons.push_back(*found->coupon);
    }
    const auto price = pricing::price(request.order, coupons);
    if (!price)
        return tl::unexpected(
            api::Refusal{http::Code::coupon_unusable, "these coupons cannot be used together"});
    return json_of(*price);
}

http::Response quote(postgres::Connection& connection, const http::Request& http_request) {
    const auto request = parse_quote_request(http_request.body);
    if (!request) return request.error().response();
    const auto offered =
        offered_in(connection.read(sql::list_offered, {http_request.caller->user_id, considered}));
    std::vector<pricing::Coupon> usable;
    for (const auto& each : offered)
        if (!why_not(request->order, each)) usable.push_back(*each.coupon);
    auto coupons = Json::array();
    for (const auto& each : offered) coupons.push_back(coupon_json(request->order, each, usable));
    const auto price_of_chosen = chosen(connection, *request, http_request.caller->user_id);
    if (!price_of_chosen) return price_of_chosen.error().response();
    return http::json_response(200, Json{{"currency", request->order.currency},
                                         {"subtotal", pricing::subtotal(request->order)},
                                         {"shipping", request->order.shipping},
                                         {"coupons", coupons},
                                         {"best", json_of(pricing::best(request->order, usable))},
                                         {"chosen", *price_of_chosen}}
                                        .dump());
}

}  // namespace

void add_quote_routes(http::Router& router, postgres::Pool& serving) {
    const http::RouteOptions users{.access = http::Access::user, .max_body_bytes = 128 * 1024};
    router.add("POST", "/v1/quotes", users,
               [&serving](const http::Request& request) { return quote(*serving.borrow(), request); });
}

}  // namespace fairdraw::orders
