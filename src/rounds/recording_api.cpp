// POST /v1/rounds/{round}/reservation and /entry. Written out with fmt: identifiers, hex and times need no
// escaping, and this is the one path that is as hot as the minute of 23:00.
#include <fmt/format.h>

#include "rounds/empty_body.hpp"
#include "rounds/routes.hpp"

namespace fairdraw::rounds {

namespace {

std::string_view repeated_member(const Recorded& recorded) {
    return recorded.repeated ? R"(,"repeated":true)" : "";
}

http::Response reservation_response(const Round& round, const Tag&, const Recorded& recorded) {
    return http::json_response(
        recorded.repeated ? 200 : 201,
        fmt::format(R"({{"round":"{}","reserved_at":"{}","enter_opens_at":"{}","enter_closes_at":"{}"{}}})",
                    round.id.text(), format_rfc3339(recorded.at), format_rfc3339(round.enter.from),
                    format_rfc3339(round.enter.to), repeated_member(recorded)));
}

http::Response entry_response(const Round& round, const Tag& tag, const Recorded& recorded) {
    return http::json_response(
        recorded.repeated ? 200 : 201,
        fmt::format(R"({{"round":"{}","tag":"{}","received_at":"{}","draw_due_at":"{}","receipt":null{}}})",
                    round.id.text(), to_hex(tag), format_rfc3339(recorded.at),
                    format_rfc3339(round.close_due), repeated_member(recorded)));
}

const Refusal busy{http::Code::overloaded,
                   "more people are asking than can be recorded at once; ask again",
                   {http::Recorded::no, 1}};

http::Response not_recorded(Refusal refusal) {
    refusal.extras.recorded = http::Recorded::no;
    return refusal.response();
}

using TagOf = Tag (*)(const Round&, const std::string& user);
using Respond = http::Response (*)(const Round&, const Tag&, const Recorded&);

// Records once the body turned out to carry nothing and the round to exist.
http::DeferredHandler recording_with(RoundDirectory& directory, const postgres::Clock& clock,
                                     Recorder& recorder, TagOf tag_of, Respond respond) {
    return [&directory, &clock, &recorder, tag_of, respond](const http::Request& request,
                                                            http::Reply& reply) {
        if (auto refusal = refuse_body(request.body)) return reply(refusal->response());
        const auto round = directory.find(request.path_parameter("round"));
        if (!round) return reply(not_recorded(round.error()));
        const auto arrived = clock.at(request.arrived_ns);
        // std::function wants what it holds to be copyable.
        const auto shared_reply = std::make_shared<http::Reply>(std::move(reply));
        const auto& user = request.caller->user_id;
        const auto tag = tag_of(**round, user);
        const bool taken = recorder.record(
            {*round, user, arrived, tag, [round = *round, tag, shared_reply, respond](const auto& recorded) {
                 (*shared_reply)(recorded ? respond(*round, tag, *recorded) : recorded.error().response());
             }});
        if (!taken) (*shared_reply)(busy.response());
    };
}

}  // namespace

void add_recording_routes(http::Router& router, RoundDirectory& directory, const postgres::Clock& clock,
                          Recorder& reservation_recorder, Recorder& entry_recorder) {
    const http::RouteOptions options{
        .access = http::Access::user, .max_body_bytes = 1024, .refused_means = http::Recorded::no};
    router.add_deferred("POST", "/v1/rounds/{round}/reservation", options,
                        recording_with(
                            directory, clock, reservation_recorder,
                            [](const Round&, const std::string&) { return Tag{}; }, reservation_response));
    router.add_deferred(
        "POST", "/v1/rounds/{round}/entry", options,
        recording_with(
            directory, clock, entry_recorder,
            [](const Round& round, const std::string& user) { return round.tag_key.tag_of(round.id, user); },
            entry_response));
}

}  // namespace fairdraw::rounds
