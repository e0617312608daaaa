// POST /v1/redemptions: a user has a promotion's code. The rules are the database's (fairdraw.redeem).
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/columns.hpp"
#include "api/request_body.hpp"
#include "coupons/routes.hpp"
#include "coupons/steps.hpp"
#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t max_code_bytes = 64;

tl::expected<std::string, api::Refusal> parse_code(std::string_view body) {
    return api::reading(body, [](std::string_view text_body) {
        auto code = api::text(api::parse_object(text_body, {"code"}), "code");
        if (code.empty() || code.size() > max_code_bytes) throw api::Malformed("code: must be 1 to 64 bytes");
        return code;
    });
}

http::Response refuse(http::Code code, const char* detail) {
    return http::problem(code, detail, {http::Recorded::no});
}

http::Response refusal_of(const std::string& outcome) {
    if (outcome == "unknown") return refuse(http::Code::not_found, "there is no such code");
    if (outcome == "taken") return refuse(http::Code::conflict, "somebody else has used this code");
    if (outcome == "closed") return refuse(http::Code::conflict, "the promotion is over");
    if (outcome == "limit")
        return refuse(http::Code::conflict, "you have as many of these coupons as one may have");
    if (outcome == "sold_out") return refuse(http::Code::sold_out, "all of these coupons are gone");
    if (outcome == "not_now")
        return refuse(http::Code::not_in_active_time, "this code cannot be redeemed at this time");
    if (outcome == "not_for_you") return refuse(http::Code::forbidden, "these coupons are for others");
    throw std::logic_error("fairdraw.redeem says " + outcome);
}

http::Response redeem(postgres::Pool& serving, const http::Request& request) {
    const auto code = parse_code(request.body);
    if (!code) return code.error().response();
    const auto rows = postgres::run_alone(*serving.borrow(), steps::redeem, sql::redeem,
                                          {*code, request.caller->user_id, request.caller->segments});
    const auto answer = rows[0];
    const auto outcome = answer[0].as<std::string>();
    const bool repeated = outcome == "repeated";
    if (!repeated && outcome != "issued") return refusal_of(outcome);
    Json json{{"template", answer[1].as<std::string>()},
              {"coupon",
               {{"code", answer[2].as<std::string>()},
                {"issued_at", api::time_or_null(answer[3])},
                {"expires_at", api::time_or_null(answer[4])}}}};
    if (repeated) json["repeated"] = true;
    return http::json_response(repeated ? 200 : 201, json.dump());
}

}  // namespace

void add_redemption_routes(http::Router& router, postgres::Pool& serving) {
    const http::RouteOptions users{
        .access = http::Access::user, .max_body_bytes = 1024, .refused_means = http::Recorded::no};
    router.add("POST", "/v1/redemptions", users,
               [&serving](const http::Request& request) { return redeem(serving, request); });
}

}  // namespace fairdraw::coupons
