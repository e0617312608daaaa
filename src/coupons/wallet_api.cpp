// GET /v1/me/coupons: what somebody has.
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/columns.hpp"
#include "api/paging.hpp"
#include "coupons/routes.hpp"
#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

namespace {

using Json = nlohmann::ordered_json;

// Where a page ended: "<issue>.<code>".
struct Cursor {
    std::int64_t issue;
    std::string code;
};

std::optional<Cursor> parse_cursor(const std::string& text) {
    const auto dot = text.find('.');
    if (dot == std::string::npos) return std::nullopt;
    const auto issue = api::parse_number(std::string_view{text}.substr(0, dot));
    if (!issue || *issue < 0) return std::nullopt;
    return Cursor{*issue, text.substr(dot + 1)};
}

Json rule_or_null(const pqxx::field& rule) {
    return rule.is_null() ? Json() : Json::parse(rule.c_str());
}

Json json_of(const pqxx::row& row) {
    const auto status = row[1].as<std::string>();
    const bool in_an_order = status == "held" || status == "used";
    return {{"code", row[0].as<std::string>()},
            {"status", status},
            {"template", api::text_or_null(row[2])},
            {"title", api::text_or_null(row[3])},
            {"currency", api::text_or_null(row[4])},
            {"benefit", rule_or_null(row[5])},
            {"scope", rule_or_null(row[6])},
            {"stacking", rule_or_null(row[7])},
            {"reason", row[8].as<std::string>()},
            {"round", api::text_or_null(row[9])},
            {"issued_at", api::time_or_null(row[10])},
            {"valid_from", api::time_or_null(row[11])},
            {"expires_at", api::time_or_null(row[12])},
            {"order", in_an_order ? api::text_or_null(row[13]) : Json()}};
}

bool is_status(const std::string& text) {
    return text == "available" || text == "held" || text == "used" || text == "expired";
}

http::Response list(postgres::Pool& serving, const http::Request& request) {
    const auto limit = api::page_limit(request);
    if (!limit) return limit.error().response();
    const auto status = request.query("status");
    if (status && !is_status(*status))
        return http::problem(http::Code::invalid_request, "status: must be available, held, used or expired");
    std::optional<Cursor> after;
    if (const auto text = request.query("cursor")) {
        after = parse_cursor(*text);
        if (!after) return http::problem(http::Code::invalid_request, "cursor: not one that this list gave");
    }
    const auto rows = serving.borrow()->read(
        sql::list_wallet,
        {request.caller->user_id, status, after ? std::optional{after->issue} : std::nullopt,
         after ? std::optional{after->code} : std::nullopt, *limit + 1});
    Json json = {{"coupons", Json::array()}, {"cursor", nullptr}};
    for (pqxx::result::size_type i = 0; i < rows.size(); ++i) {
        if (static_cast<std::int64_t>(i) == *limit) {
            const auto last = rows[i - 1];
            json["cursor"] = last[14].as<std::string>() + "." + last[0].as<std::string>();
            break;
        }
        json["coupons"].push_back(json_of(rows[i]));
    }
    return http::json_response(200, json.dump());
}

}  // namespace

void add_wallet_routes(http::Router& router, postgres::Pool& serving) {
    router.add("GET", "/v1/me/coupons", {http::Access::user},
               [&serving](const http::Request& request) { return list(serving, request); });
}

}  // namespace fairdraw::coupons
