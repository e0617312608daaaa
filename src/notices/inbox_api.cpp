// GET /v1/me/inbox: what a user is told; POST …/read: what they have read.
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/columns.hpp"
#include "api/empty_body.hpp"
#include "api/paging.hpp"
#include "notices/routes.hpp"
#include "notices/steps.hpp"
#include "sql/notices_sql.hpp"

namespace fairdraw::notices {

namespace {

using Json = nlohmann::ordered_json;

// More than anybody is told within the time that notices are kept; so long a request may take.
constexpr int most_read_at_once = 10'000;

Json json_of(const pqxx::row& row) {
    return {{"notice", row[0].as<std::int64_t>()},     {"kind", row[1].as<std::string>()},
            {"title", api::text_or_null(row[2])},      {"body", api::text_or_null(row[3])},
            {"round", api::text_or_null(row[4])},      {"outcome", api::text_or_null(row[5])},
            {"template", api::text_or_null(row[6])},   {"template_title", api::text_or_null(row[7])},
            {"created_at", api::time_or_null(row[8])}, {"read_at", api::time_or_null(row[9])}};
}

http::Response list(postgres::Pool& serving, const http::Request& request) {
    const auto limit = api::page_limit(request);
    if (!limit) return limit.error().response();
    const auto unread = request.query("unread").value_or("false");
    if (unread != "true" && unread != "false")
        return http::problem(http::Code::invalid_request, "unread: must be true or false");
    std::optional<std::int64_t> before;
    if (const auto text = request.query("cursor")) {
        before = api::parse_number(*text);
        if (!before || *before < 0)
            return http::problem(http::Code::invalid_request, "cursor: not one that this list gave");
    }
    const auto rows = serving.borrow()->read(sql::list_inbox,
                                             {request.caller->user_id, before, unread == "true", *limit + 1});
    Json json = {{"notices", Json::array()}, {"cursor", nullptr}};
    for (const auto& row : rows) {
        if (static_cast<std::int64_t>(json["notices"].size()) == *limit) {
            json["cursor"] = std::to_string(json["notices"].back()["notice"].get<std::int64_t>());
            break;
        }
        json["notices"].push_back(json_of(row));
    }
    return http::json_response(200, json.dump());
}

http::Response mark_read(postgres::Pool& serving, const http::Request& request) {
    if (const auto refusal = api::refuse_body(request.body)) return refusal->response();
    const auto no_such_notice = [] {
        return http::problem(http::Code::not_found, "there is no such notice for you");
    };
    const auto notice = api::parse_number(request.path_parameter("notice"));
    if (!notice) return no_such_notice();
    const auto rows = postgres::run_alone(*serving.borrow(), steps::mark_read, sql::mark_read,
                                          {request.caller->user_id, *notice});
    if (rows.empty()) return no_such_notice();
    return http::json_response(200,
                               Json{{"notice", *notice}, {"read_at", api::time_or_null(rows[0][1])}}.dump());
}

http::Response mark_all_read(postgres::Pool& serving, const http::Request& request) {
    if (const auto refusal = api::refuse_body(request.body)) return refusal->response();
    const auto marked = postgres::run_alone(*serving.borrow(), steps::mark_read, sql::mark_all_read,
                                            {request.caller->user_id, most_read_at_once});
    return http::json_response(200, Json{{"read", marked[0][0].as<std::int64_t>()}}.dump());
}

}  // namespace

void add_inbox_routes(http::Router& router, postgres::Pool& serving) {
    const http::RouteOptions own{http::Access::user};
    router.add("GET", "/v1/me/inbox", own,
               [&serving](const http::Request& request) { return list(serving, request); });
    router.add("POST", "/v1/me/inbox/read", own,
               [&serving](const http::Request& request) { return mark_all_read(serving, request); });
    router.add("POST", "/v1/me/inbox/{notice}/read", own,
               [&serving](const http::Request& request) { return mark_read(serving, request); });
}

}  // namespace fairdraw::notices
