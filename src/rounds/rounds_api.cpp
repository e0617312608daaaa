// GET /v1/rounds and GET /v1/rounds/{round}: what anybody may see.
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/paging.hpp"
#include "rounds/round_json.hpp"
#include "rounds/routes.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

// Where a page ended: "<begin of the entry window>.<number>".
struct Cursor {
    std::int64_t enter_from_ms;
    std::int64_t number;
};

std::optional<Cursor> parse_cursor(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto enter_from_ms = api::parse_number(text.substr(0, dot));
    const auto number = api::parse_number(text.substr(dot + 1));
    constexpr std::int64_t year_3000_ms = 32'503'680'000'000;
    if (!enter_from_ms || *enter_from_ms < 0 || *enter_from_ms > year_3000_ms) return std::nullopt;
    if (!number || *number < 0 || *number > INT32_MAX) return std::nullopt;
    return Cursor{*enter_from_ms, *number};
}

http::Response list(postgres::Pool& serving, const http::Request& request) {
    const auto limit = api::page_limit(request);
    if (!limit) return limit.error().response();
    std::optional<Cursor> after;
    if (const auto text = request.query("cursor")) {
        after = parse_cursor(*text);
        if (!after) return http::problem(http::Code::invalid_request, "cursor: not one that this list gave");
    }
    const auto enter_from_ms = after ? std::optional{after->enter_from_ms} : std::nullopt;
    const auto number = after ? std::optional{after->number} : std::nullopt;
    const auto connection = serving.borrow();
    const auto rows = connection->read(sql::list_rounds, {enter_from_ms, number, *limit + 1});
    const auto now = connection->read(sql::read_time)[0][0].as<std::int64_t>();

    std::string listed;
    std::string cursor = "null";
    for (pqxx::result::size_type i = 0; i < rows.size(); ++i) {
        if (static_cast<std::int64_t>(i) == *limit) {
            const auto last = rows[i - 1];
            cursor = '"' + last[6].as<std::string>() + '.' + last[0].as<std::string>() + '"';
            break;
        }
        listed += (i ? "," : "") + round_json(rows[i]);
    }
    return http::json_response(200, R"({"rounds":[)" + listed + R"(],"cursor":)" + cursor +
                                        R"(,"server_time":")" + format_rfc3339(UnixMs{now}) + "\"}");
}

http::Response show(postgres::Pool& serving, const http::Request& request) {
    const auto rows = serving.borrow()->read(sql::show_round, {request.path_parameter("round")});
    if (rows.empty()) return http::problem(http::Code::round_not_found, "there is no such round");
    return http::json_response(200, round_json(rows[0]));
}

}  // namespace

void add_round_routes(http::Router& router, postgres::Pool& serving) {
    router.add("GET", "/v1/rounds", {http::Access::anyone},
               [&serving](const http::Request& request) { return list(serving, request); });
    router.add("GET", "/v1/rounds/{round}", {http::Access::anyone},
               [&serving](const http::Request& request) { return show(serving, request); });
}

}  // namespace fairdraw::rounds
