// GET /v1/rounds/{round}/result: what became of the caller.
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

http::Response response_of(Result result, const http::Request& request) {
    const bool is_known = request.header("If-None-Match") == result.etag;
    auto response =
        is_known ? http::Response{.status = 304} : http::json_response(200, std::move(result.json));
    response.headers.emplace_back("ETag", std::move(result.etag));
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    if (result.due_in_ms)
        response.headers.emplace_back(
            "Retry-After", std::to_string(retry_after_s(*result.due_in_ms, request.caller->user_id)));
    return response;
}

const api::Refusal busy{http::Code::overloaded,
                        "more people are asking than can be answered at once; ask again",
                        {.retry_after_s = 2}};

void handle(RoundDirectory& directory, Results& results, const http::Request& request, http::Reply& reply) {
    const auto round = directory.find(request.path_parameter("round"));
    if (!round) return reply(round.error().response());
    // std::function wants what it holds to be copyable.
    const auto shared_reply = std::make_shared<http::Reply>(std::move(reply));
    const bool taken = results.find({*round, request.caller->user_id, [shared_reply, &request](auto found) {
                                         (*shared_reply)(found ? response_of(std::move(*found), request)
                                                               : found.error().response());
                                     }});
    if (!taken) (*shared_reply)(busy.response());
}

bool handle_at_once(RoundDirectory& directory, Results& results, const http::Request& request,
                    http::Reply& reply) {
    const auto round = directory.remembered(request.path_parameter("round"));
    if (!round) return false;
    if (auto result = results.remembered(*round, request.caller->user_id)) {
        reply(response_of(std::move(*result), request));
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
