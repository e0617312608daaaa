#include "reports/reports.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/columns.hpp"
#include "api/csv.hpp"
#include "api/roles.hpp"
#include "reports/coupon_counts.hpp"
#include "sql/reports_sql.hpp"

namespace fairdraw::reports {

namespace {

using Json = nlohmann::ordered_json;

// Reports read much, and few wait for them.
constexpr std::size_t at_once = 2;
constexpr std::int64_t most_findings = 1'000;

http::Response response(const http::Request& request, Json head, const pqxx::result& rows) {
    if (api::wants_csv(request)) return api::csv_response(csv_of(rows));
    head["templates"] = Json::array();
    for (const auto& row : rows) head["templates"].push_back(counts_of(row));
    return http::json_response(200, head.dump());
}

http::Response of_template(postgres::Pool& keeper, const http::Request& request) {
    const auto rows =
        keeper.borrow()->read(sql::count_coupons, {request.path_parameter("template"), std::nullopt});
    if (rows.empty()) return http::problem(http::Code::not_found, "there is no such template");
    if (api::wants_csv(request)) return api::csv_response(csv_of(rows));
    return http::json_response(200, counts_of(rows[0]).dump());
}

// A campaign may have had several templates, and coupons that are nothing but their code.
http::Response of_campaign(postgres::Pool& keeper, const http::Request& request) {
    const auto& id = request.path_parameter("campaign");
    const auto connection = keeper.borrow();
    if (connection->read(sql::knows_campaign, {id}).empty())
        return http::problem(http::Code::not_found, "there is no such campaign");
    return response(request, {{"campaign", id}}, connection->read(sql::count_coupons, {std::nullopt, id}));
}

std::string csv_of_findings(const pqxx::result& findings) {
    std::string text = "problem,coupon,order,detail\r\n";
    for (const auto& row : findings)
        text += fmt::format("{},{},{},{}\r\n", row[0].c_str(), row[1].c_str(), api::csv_field(row[2].c_str()),
                            api::csv_field(row[3].c_str()));
    return text;
}

http::Response reconcile(postgres::Pool& keeper, const http::Request& request) {
    const auto connection = keeper.borrow();
    if (api::wants_csv(request))
        return api::csv_response(csv_of_findings(connection->read(sql::check_ledger, {most_findings})));
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
                                    {"order", api::text_or_null(row[2])},
                                    {"detail", row[3].as<std::string>()}});
    }
    return http::json_response(200, json.dump());
}

}  // namespace

Reports::Reports(const std::string& database_url) : keeper_(api::as_reporter(database_url), at_once) {}

void Reports::add_routes(http::Router& router) {
    router.add("GET", "/v1/statistics", {http::Access::scope("merchant")},
               [this](const http::Request& request) {
                   return response(request, Json::object(),
                                   keeper_.borrow()->read(sql::count_coupons, {std::nullopt, std::nullopt}));
               });
    router.add("GET", "/v1/templates/{template}/statistics", {http::Access::scope("merchant")},
               [this](const http::Request& request) { return of_template(keeper_, request); });
    router.add("GET", "/v1/campaigns/{campaign}/statistics", {http::Access::scope("operator")},
               [this](const http::Request& request) { return of_campaign(keeper_, request); });
    router.add("GET", "/v1/reconciliation", {http::Access::scope("operator")},
               [this](const http::Request& request) { return reconcile(keeper_, request); });
}

}  // namespace fairdraw::reports
