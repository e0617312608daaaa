// GET /v1/grants/{grant}/refusals: who of a list was given nothing, and why.
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/csv.hpp"
#include "api/paging.hpp"
#include "coupons/number_cursor.hpp"
#include "coupons/routes.hpp"
#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

namespace {

using Json = nlohmann::ordered_json;

constexpr int refusals_a_piece = 1000;

Json json_of(const pqxx::row& row) {
    return {{"place", row[0].as<std::int64_t>()},
            {"user", row[1].as<std::string>()},
            {"reason", row[2].as<std::string>()}};
}

// All there are by now.
http::Response export_all(postgres::Pool& keeper, postgres::Connection& connection, std::int64_t grant_no) {
    const auto measured = connection.read(sql::measure_grant_refusals, {grant_no});
    const auto last = measured[0][0].as<std::int64_t>();
    return api::csv_export("place,user,reason", measured[0][1].as<std::uint64_t>(),
                           [&keeper, grant_no, last, before = std::int64_t{0}](std::string& lines) mutable {
                               lines.clear();
                               const auto rows = keeper.borrow()->read(
                                   sql::export_grant_refusals, {grant_no, before, last, refusals_a_piece});
                               for (const auto& row : rows) lines.append(row[1].c_str(), row[1].size());
                               if (!rows.empty()) before = rows.back()[0].as<std::int64_t>();
                           });
}

http::Response list(postgres::Pool& keeper, const http::Request& request) {
    const auto limit = api::page_limit(request);
    if (!limit) return limit.error().response();
    const auto after = number_cursor(request);
    if (!after) return after.error().response();
    const auto connection = keeper.borrow();
    const auto grant = connection->read(sql::find_grant, {request.path_parameter("grant")});
    if (grant.empty()) return http::problem(http::Code::not_found, "there is no such grant");
    const auto grant_no = grant[0][0].as<std::int64_t>();
    if (api::wants_csv(request)) return export_all(keeper, *connection, grant_no);
    const auto rows = connection->read(sql::list_grant_refusals, {grant_no, after->value_or(0), *limit + 1});
    return http::json_response(200, number_page("refusals", rows, *limit, json_of).dump());
}

}  // namespace

void add_grant_refusal_routes(http::Router& router, postgres::Pool& keeper) {
    const http::RouteOptions merchants{.access = http::Access::scope("merchant"), .max_body_bytes = 1024};
    router.add("GET", "/v1/grants/{grant}/refusals", merchants,
               [&](const http::Request& request) { return list(keeper, request); });
}

}  // namespace fairdraw::coupons
