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

http::Response response_of(const Round& round, const Result& result, const http::Request& request) {
    auto response = http::json_response(200, result_json(round.id, result.fate, result.part));
    const auto etag = fmt::format("\"{}\"", to_hex(sha256(response.body)).substr(0, 32));
    if (request.header("If-None-Match") == etag) response = {.status = 304};
    response.headers.emplace_back("ETag", etag);
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    if (is_pending(result.fate, result.part))
        response.headers.emplace_back(
            "Retry-After", std::to_string(retry_after_s(result.due_in_ms, request.caller->user_id)));
    return response;
}

const Refusal busy{http::Code::overloaded,
                   "more people are asking than can be answered at once; ask again",
                   {.retry_after_s = 2}};

void handle(RoundDirectory& directory, Results& results, const http::Request& request, http::Reply& reply) {
    const auto round = directory.find(request.path_parameter("round"));
    if (!round) return reply(round.error().response());
    // std::function wants what it holds to be copyable.
    const auto shared_reply = std::make_shared<http::Reply>(std::move(reply));
    const bool taken = results.find(
        {*round, request.caller->user_id, [round = *round, shared_reply, &request](const auto& found) {
             (*shared_reply)(found ? response_of(*round, *found, request) : found.error().response());
         }});
    if (!taken) (*shared_reply)(busy.response());
}

bool handle_at_once(RoundDirectory& directory, Results& results, const http::Request& request,
                    http::Reply& reply) {
    const auto round = directory.remembered(request.path_parameter("round"));
    if (!round) return false;
    if (const auto result = results.remembered(*round, request.caller->user_id)) {
        reply(response_of(*round, *result, request));
    } else {
        handle(directory, results, request, reply);  // does not wait either: the round is known
    }
    return true;
}

}  // namespace

void add_result_routes(http::Router& router, RoundDirectory& directory, Results& results) {
    router.add_deferred(
        "GET", "/v1/rounds/{round}/result", {http::Access::user},
        [&](const http::Request& request, http::Reply& reply) { handle(directory, results, request, reply); },
        [&](const http::Request& request, http::Reply& reply) {
            return handle_at_once(directory, results, request, reply);
        });
}

}  // namespace fairdraw::rounds
