#include "reports/reports.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/columns.hpp"
#include "api/roles.hpp"
#include "sql/reports_sql.hpp"

namespace fairdraw::reports {

namespace {

using Json = nlohmann::ordered_json;

// Reports read much, and nobody waits for them.
constexpr std::size_t at_once = 2;
constexpr std::int64_t most_findings = 1'000;

// `row` is of count_coupons.sql; none: nothing was issued.
Json counts_of(const pqxx::row* row) {
    const auto count = [&](pqxx::row::size_type column) {
        return row ? (*row)[column].as<std::int64_t>() : std::int64_t{0};
    };
    return {{"issued", count(2)},
            {"issued_by",
             {{"draw", count(3)},
              {"first_come", count(4)},
              {"grant", count(5)},
              {"claim", count(6)},
              {"code", count(7)}}},
            {"held", count(8)},
            {"used", count(9)},
            {"expired", count(10)},
            {"reverted", count(11)},
            {"amounts", {{"held", count(12)}, {"used", count(13)}, {"reverted", count(14)}}}};
}

Json headed(Json head, const Json& counts) {
    head.update(counts);
    return head;
}

http::Response of_template(postgres::Pool& keeper, const http::Request& request) {
    const auto& id = request.path_parameter("template");
    const auto connection = keeper.borrow();
    const auto known = connection->read(sql::knows_template, {id});
    if (known.empty()) return http::problem(http::Code::not_found, "there is no such template");
    const auto rows = connection->read(sql::count_coupons, {id, std::nullopt});
    const auto row = rows.empty() ? std::nullopt : std::optional{rows[0]};
    const auto json = headed({{"template", id}, {"currency", known[0][0].as<std::string>()}},
                             counts_of(row ? &*row : nullptr));
    return http::json_response(200, json.dump());
}

// A campaign may have had several templates, and coupons that are nothing but their code.
http::Response of_campaign(postgres::Pool& keeper, const http::Request& request) {
    const auto& id = request.path_parameter("campaign");
    const auto connection = keeper.borrow();
    if (connection->read(sql::knows_campaign, {id}).empty())
        return http::problem(http::Code::not_found, "there is no such campaign");
    Json json{{"campaign", id}, {"templates", Json::array()}};
    for (const auto& row : connection->read(sql::count_coupons, {std::nullopt, id}))
        json["templates"].push_back(
            headed({{"template", api::text_or_null(row[0])}, {"currency", api::text_or_null(row[1])}},
                   counts_of(&row)));
    return http::json_response(200, json.dump());
}

http::Response reconcile(postgres::Pool& keeper) {
    const auto connection = keeper.borrow();
    const auto findings = connection->read(sql::check_ledger, {most_findings + 1});
    const auto counted = connection->read(sql::count_ledger)[0];
    Json json{{"ok", findings.empty()},
              {"coupons", counted[0].as<std::int64_t>()},
              {"changes", counted[1].as<std::int64_t>()},
              {"orders", counted[2].as<std::int64_t>()},
              {"at", api::time_or_null(counted[3])},
              {"findings", Json::array()},
              {"more", std::ssize(findings) > most_findings}};
    for (const auto& row : findings) {
        if (std::ssize(json["findings"]) == most_findings) break;
        json["findings"].push_back({{"problem", row[0].as<std::string>()},
                                    {"coupon", api::text_or_null(row[1])},
                                    {"order", api::text_or_null(row[2])}});
    }
    return http::json_response(200, json.dump());
}

}  // namespace

Reports::Reports(const std::string& database_url) : keeper_(api::as_clockwork(database_url), at_once) {}

void Reports::add_routes(http::Router& router) {
    router.add("GET", "/v1/templates/{template}/statistics", {http::Access::scope("merchant")},
               [this](const http::Request& request) { return of_template(keeper_, request); });
    router.add("GET", "/v1/campaigns/{campaign}/statistics", {http::Access::scope("operator")},
               [this](const http::Request& request) { return of_campaign(keeper_, request); });
    router.add("GET", "/v1/reconciliation", {http::Access::scope("operator")},
               [this](const http::Request&) { return reconcile(keeper_); });
}

}  // namespace fairdraw::reports
