#include "orders/order_request.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "api/request_body.hpp"
#include "fairdraw/identifiers.hpp"
#include "pricing/order_json.hpp"
#include "pricing/rule.hpp"

namespace fairdraw::orders {

namespace {

using api::Malformed;
using Json = nlohmann::json;

constexpr std::int64_t longest_hold_s = 86'400;
constexpr std::size_t longest_code = 64;

std::vector<std::string> codes_in(const Json& json) {
    if (!json.contains("coupons")) throw Malformed("coupons: is missing");
    const auto& list = json["coupons"];
    if (!list.is_array() || list.empty() || list.size() > pricing::max_together)
        throw Malformed("coupons: must be 1 to 5 codes");
    std::vector<std::string> codes;
    for (const auto& code : list) {
        codes.push_back(api::text({{"coupons", code}}, "coupons"));
        if (codes.back().empty() || codes.back().size() > longest_code)
            throw Malformed("coupons: a code is 1 to 64 bytes");
    }
    if (std::set(codes.begin(), codes.end()).size() != codes.size())
        throw Malformed("coupons: a code stands twice");
    return codes;
}

// Beside members that are not the order's.
pricing::Order order_in(const Json& json, std::initializer_list<const char*> others) {
    auto order = pricing::parse_order(json, others);
    if (!order) throw Malformed(order.error());
    return *std::move(order);
}

QuoteRequest read_quote_request(std::string_view body) {
    const auto json = api::parse_body(body);
    if (!json.is_object()) throw Malformed("the body must be a JSON object");
    QuoteRequest request;
    if (api::given(json, "coupons")) request.codes = codes_in(json);
    request.order = order_in(json, {"coupons"});
    return request;
}

HoldRequest read_hold_request(std::string_view body) {
    const auto json = api::parse_body(body);
    if (!json.is_object()) throw Malformed("the body must be a JSON object");
    HoldRequest request;
    request.codes = codes_in(json);
    request.user_id = api::text(json, "user");
    if (!valid_user_id(request.user_id)) throw Malformed("user: must be a user id of 1 to 255 bytes");
    if (api::given(json, "hold_s")) request.hold_s = api::number(json, "hold_s", 1, longest_hold_s);
    request.order = order_in(json, {"coupons", "user", "hold_s"});
    const Json canonical{{"coupons", request.codes},
                         {"user", request.user_id},
                         {"hold_s", request.hold_s},
                         {"order", pricing::write_order(request.order)}};
    request.fingerprint = sha256(canonical.dump());
    return request;
}

}  // namespace

tl::expected<QuoteRequest, api::Refusal> parse_quote_request(std::string_view body) {
    return api::reading(body, read_quote_request);
}

tl::expected<HoldRequest, api::Refusal> parse_hold_request(std::string_view body) {
    return api::reading(body, read_hold_request);
}

}  // namespace fairdraw::orders
