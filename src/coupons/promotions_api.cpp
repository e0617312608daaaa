// Promotions, and the export of their codes. What users do with codes is in redemptions_api.cpp.
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/actions.hpp"
#include "api/columns.hpp"
#include "api/csv.hpp"
#include "api/empty_body.hpp"
#include "api/paging.hpp"
#include "coupons/number_cursor.hpp"
#include "coupons/promotion.hpp"
#include "coupons/published.hpp"
#include "coupons/routes.hpp"
#include "coupons/steps.hpp"
#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t codes_a_statement = 50'000;
constexpr int codes_a_piece = 1000;

http::Response conflict(const char* detail) {
    return http::problem(http::Code::conflict, detail);
}
http::Response no_such_promotion() {
    return http::problem(http::Code::not_found, "there is no such promotion");
}

Promotion promotion_of(const pqxx::row& row) {
    return {row[1].as<std::string>(), row[2].as<std::string>(), api::optional_text(row[3]),
            api::optional_count(row[5]), api::optional_count(row[4])};
}

Json json_of(const pqxx::row& row) {
    return {{"promotion", row[1].as<std::string>()},   {"template", row[2].as<std::string>()},
            {"code", api::text_or_null(row[3])},       {"codes", api::count_or_null(row[4])},
            {"uses", api::count_or_null(row[5])},      {"redeemed", row[6].as<std::int64_t>()},
            {"created_at", api::time_or_null(row[7])}, {"stopped_at", api::time_or_null(row[8])}};
}

http::Response response(const pqxx::row& row, int status, bool repeated) {
    auto json = json_of(row);
    if (repeated) json["repeated"] = true;
    return http::json_response(status, json.dump());
}

// False: the id or the code is taken.
tl::expected<bool, api::Refusal> insert(postgres::Connection& connection, const Promotion& wanted,
                                        const std::string& actor) {
    postgres::Transaction transaction{connection, steps::create_promotion};
    const auto template_no = find_published(transaction, wanted.template_id);
    if (!template_no) return tl::unexpected(template_no.error());
    const auto made = transaction.run(sql::insert_promotion,
                                      {wanted.id, *template_no, wanted.code, wanted.codes, wanted.uses});
    if (made.empty()) return false;
    const auto promotion_no = made[0][0].as<std::int64_t>();
    for (auto left = wanted.codes.value_or(0); left > 0; left -= codes_a_statement)
        transaction.run(sql::make_promotion_codes, {promotion_no, std::min(left, codes_a_statement)});
    api::record_action(transaction, actor, "create_promotion", wanted.id, wanted.template_id);
    transaction.commit();
    return true;
}

http::Response create(postgres::Pool& keeper, const http::Request& request) {
    const auto wanted = parse_promotion(request.body);
    if (!wanted) return wanted.error().response();
    const auto connection = keeper.borrow();
    auto rows = connection->read(sql::find_promotion, {wanted->id});
    if (rows.empty()) {
        const auto inserted = insert(*connection, *wanted, request.caller->user_id);
        if (!inserted) return inserted.error().response();
        rows = connection->read(sql::find_promotion, {wanted->id});
        if (*inserted) return response(rows[0], 201, false);
        if (rows.empty()) return conflict("code: another promotion has it");
    }
    if (!(promotion_of(rows[0]) == *wanted)) return conflict("another promotion has this id already");
    return response(rows[0], 200, true);
}

http::Response list(postgres::Pool& keeper, const http::Request& request) {
    const auto limit = api::page_limit(request);
    if (!limit) return limit.error().response();
    const auto after = number_cursor(request);
    if (!after) return after.error().response();
    const auto rows = keeper.borrow()->read(sql::list_promotions, {*after, *limit + 1});
    return http::json_response(200, number_page("promotions", rows, *limit, json_of).dump());
}

http::Response show(postgres::Pool& keeper, const http::Request& request) {
    const auto rows = keeper.borrow()->read(sql::find_promotion, {request.path_parameter("promotion")});
    return rows.empty() ? no_such_promotion() : response(rows[0], 200, false);
}

// As of one moment, however long it is read: pages show what the first statement saw.
http::Response export_codes(postgres::Pool& keeper, const http::Request& request) {
    const auto connection = keeper.borrow();
    const auto rows = connection->read(sql::find_promotion, {request.path_parameter("promotion")});
    if (rows.empty()) return no_such_promotion();
    if (rows[0][4].is_null()) return conflict("this promotion has one code for all, and no list of codes");
    const auto promotion_no = rows[0][0].as<std::int64_t>();
    const auto measured = connection->read(sql::measure_promotion_codes, {promotion_no});
    return api::csv_export("code,redeemed_by,redeemed_at", measured[0][1].as<std::uint64_t>(),
                           [&keeper, promotion_no, seen = measured[0][0].as<std::string>(),
                            last = std::string{}](std::string& lines) mutable {
                               lines.clear();
                               const auto page = keeper.borrow()->read(
                                   sql::export_promotion_codes, {promotion_no, last, seen, codes_a_piece});
                               for (const auto& row : page) lines.append(row[1].c_str(), row[1].size());
                               if (!page.empty()) last = page.back()[0].as<std::string>();
                           });
}

// What was redeemed stays.
http::Response stop(postgres::Pool& keeper, const http::Request& request) {
    if (auto refusal = api::refuse_body(request.body)) return refusal->response();
    const auto& id = request.path_parameter("promotion");
    const auto connection = keeper.borrow();
    postgres::Transaction transaction{*connection, steps::stop_promotion};
    const bool stopped = !transaction.run(sql::stop_promotion, {id}).empty();
    const auto rows = transaction.run(sql::find_promotion, {id});
    if (rows.empty()) return no_such_promotion();
    if (stopped) {
        api::record_action(transaction, request.caller->user_id, "stop_promotion", id);
        transaction.commit();
    }
    return response(rows[0], 200, !stopped);
}

}  // namespace

void add_promotion_routes(http::Router& router, postgres::Pool& keeper) {
    const http::RouteOptions merchants{.access = http::Access::scope("merchant"), .max_body_bytes = 1024};
    router.add("POST", "/v1/promotions", merchants,
               [&](const http::Request& request) { return create(keeper, request); });
    router.add("GET", "/v1/promotions", merchants,
               [&](const http::Request& request) { return list(keeper, request); });
    router.add("GET", "/v1/promotions/{promotion}", merchants,
               [&](const http::Request& request) { return show(keeper, request); });
    router.add("GET", "/v1/promotions/{promotion}/codes", merchants,
               [&](const http::Request& request) { return export_codes(keeper, request); });
    router.add("POST", "/v1/promotions/{promotion}/stop", merchants,
               [&](const http::Request& request) { return stop(keeper, request); });
}

}  // namespace fairdraw::coupons
