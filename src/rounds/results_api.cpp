// GET /v1/rounds/{round}/result: what became of the caller.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "fairdraw/sha256.hpp"
#include "rounds/columns.hpp"
#include "rounds/routes.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

using Json = nlohmann::ordered_json;

const char* status_of(const pqxx::row& row) {
    const auto state = row["state"].as<std::string>();
    const bool entered = !row["tag"].is_null();
    if (state == "void") return "void";
    if (state == "announced") return "pending";
    if (!entered) return "not_entered";
    if (state == "closing") return "pending";
    if (row["disqualified"].as<bool>()) return "disqualified";
    if (state != "drawn") return "pending";
    return row["rank"].is_null() ? "lost" : "won";
}

Json result_of(const std::string& round, const pqxx::row& row) {
    const std::string status = status_of(row);
    Json json = {
        {"round", round},
        {"status", status},
        {"reserved_at", time_or_null(row["reserved_at"])},
        {"received_at", time_or_null(row["received_at"])},
        {"tag", text_or_null(row["tag"])},
        {"ticket", text_or_null(row["ticket"])},
        {"cutoff", text_or_null(row["cutoff"])},
    };
    if (status == "won") {
        json["rank"] = row["rank"].as<std::int64_t>();
        json["coupon"] = {{"code", row["code"].as<std::string>()},
                          {"issued_at", time_or_null(row["issued_at"])}};
    }
    return json;
}

// Not before the draw is due, and not everybody at once: spread by user over a few seconds.
int retry_after_s(std::int64_t due_in_ms, const std::string& user) {
    constexpr std::int64_t spread_s = 4;
    const auto due_in_s = (due_in_ms + 999) / 1000;
    return static_cast<int>(due_in_s + 1 +
                            static_cast<std::int64_t>(std::hash<std::string>{}(user) % spread_s));
}

http::Response result(RoundDirectory& directory, postgres::Pool& serving, const http::Request& request) {
    const auto round = directory.find(request.path_parameter("round"));
    if (!round) return round.error().response();
    const auto& user = request.caller->user_id;
    const auto row = serving.borrow()->read(sql::find_result, {sql_value((*round)->number), user})[0];

    const auto json = result_of((*round)->id.text(), row);
    auto response = http::json_response(200, json.dump());
    const auto etag = fmt::format("\"{}\"", to_hex(sha256(response.body)).substr(0, 32));
    if (request.header("If-None-Match") == etag) response = {.status = 304};
    response.headers.emplace_back("ETag", etag);
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    if (json["status"] == "pending")
        response.headers.emplace_back(
            "Retry-After", std::to_string(retry_after_s(row["due_in_ms"].as<std::int64_t>(), user)));
    return response;
}

}  // namespace

void add_result_routes(http::Router& router, RoundDirectory& directory, postgres::Pool& serving) {
    router.add("GET", "/v1/rounds/{round}/result", {http::Access::user},
               [&](const http::Request& request) { return result(directory, serving, request); });
}

}  // namespace fairdraw::rounds
