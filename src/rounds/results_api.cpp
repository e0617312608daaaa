// GET /v1/rounds/{round}/result: what became of the caller.
#include <fmt/format.h>

#include "fairdraw/sha256.hpp"
#include "rounds/routes.hpp"

namespace fairdraw::rounds {

namespace {

// Not before the draw is due, and not everybody at once: spread by user over a few seconds.
int retry_after_s(std::int64_t due_in_ms, const std::string& user) {
    constexpr std::int64_t spread_s = 4;
    const auto due_in_s = (due_in_ms + 999) / 1000;
    return static_cast<int>(due_in_s + 1 +
                            static_cast<std::int64_t>(std::hash<std::string>{}(user) % spread_s));
}

http::Response result(RoundDirectory& directory, Results& results, const http::Request& request) {
    const auto round = directory.find(request.path_parameter("round"));
    if (!round) return round.error().response();
    const auto& user = request.caller->user_id;
    const auto found = results.find(**round, user);

    auto response = http::json_response(200, result_json((*round)->id, found.fate, found.part));
    const auto etag = fmt::format("\"{}\"", to_hex(sha256(response.body)).substr(0, 32));
    if (request.header("If-None-Match") == etag) response = {.status = 304};
    response.headers.emplace_back("ETag", etag);
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    if (is_pending(found.fate, found.part))
        response.headers.emplace_back("Retry-After", std::to_string(retry_after_s(found.due_in_ms, user)));
    return response;
}

}  // namespace

void add_result_routes(http::Router& router, RoundDirectory& directory, Results& results) {
    router.add("GET", "/v1/rounds/{round}/result", {http::Access::user},
               [&](const http::Request& request) { return result(directory, results, request); });
}

}  // namespace fairdraw::rounds
