// POST /v1/rounds/{round}/reservation and /entry. Written out with fmt: identifiers, hex and times need no
// escaping, and this is the one path that is as hot as the minute of 23:00.
#include <fmt/compile.h>

#include "api/empty_body.hpp"
#include "http/throttle.hpp"
#include "rounds/routes.hpp"

namespace fairdraw::rounds {

namespace {

std::string_view repeated_member(const Recorded& recorded) {
    return recorded.repeated ? R"(,"repeated":true)" : "";
}

http::Response reservation_response(const Round& round, const Tag&, const Recorded& recorded) {
    return http::json_response(
        recorded.repeated ? 200 : 201,
        fmt::format(
            FMT_COMPILE(
                R"({{"round":"{}","reserved_at":"{}","enter_opens_at":"{}","enter_closes_at":"{}"{}}})"),
            round.id.text(), format_rfc3339(recorded.at), format_rfc3339(round.enter.from),
            format_rfc3339(round.enter.to), repeated_member(recorded)));
}

http::Response entry_response(const Round& round, const Tag& tag, const Recorded& recorded) {
    return http::json_response(
        recorded.repeated ? 200 : 201,
        fmt::format(
            FMT_COMPILE(
                R"({{"round":"{}","tag":"{}","received_at":"{}","draw_due_at":"{}","receipt":{}{}}})"),
            round.id.text(), to_hex(tag), format_rfc3339(recorded.at), format_rfc3339(round.draw_due),
            recorded.receipt, repeated_member(recorded)));
}

const api::Refusal busy{http::Code::overloaded,
                        "more people are asking than can be recorded at once; ask again",
                        {http::Recorded::no, 1}};

// Nothing was recorded of `request`, for the limit it is beyond or for another reason.
http::Response refusal_response(const http::Request& request, const api::Refusal& refusal) {
    if (refusal.code != http::Code::rate_limited) return refusal.response();
    auto response = http::rate_limited(*request.over_limit);
    http::say_recorded(response, refusal.extras.recorded);
    return response;
}

http::Response not_recorded(api::Refusal refusal) {
    refusal.extras.recorded = http::Recorded::no;
    return refusal.response();
}

using TagOf = Tag (*)(const Round&, const std::string& user);
using Respond = http::Response (*)(const Round&, const Tag&, const Recorded&);

// One of the two doors of the rush.
class Recording {
  public:
    Recording(RoundDirectory& directory, const postgres::Clock& clock, Recorder& recorder, TagOf tag_of,
              Respond respond, FirstCome* first_come = nullptr)
        : directory_(directory),
          clock_(clock),
          recorder_(recorder),
          tag_of_(tag_of),
          respond_(respond),
          first_come_(first_come) {}

    // May have to ask the database for the round.
    void handle(const http::Request& request, http::Reply& reply) const {
        if (auto refusal = api::refuse_body(request.body)) return reply(refusal->response());
        const auto round = directory_.find(request.path_parameter("round"));
        if (!round) return reply(not_recorded(round.error()));
        if (first_come_ && (*round)->gives) return first_come_->enter(*round, request, reply);
        record(*round, request, reply);
    }

    bool handle_at_once(const http::Request& request, http::Reply& reply) const {
        const auto round = directory_.remembered(request.path_parameter("round"));
        if (!round) return false;
        if (auto refusal = api::refuse_body(request.body)) {
            reply(refusal->response());
        } else if (first_come_ && round->gives) {
            return first_come_->enter_at_once(round, request, reply);
        } else {
            record(round, request, reply);
        }
        return true;
    }

  private:
    void record(const RoundPtr& round, const http::Request& request, http::Reply& reply) const {
        const auto arrived = clock_.at(request.arrived_ns);
        const auto& user = request.caller->user_id;
        const auto tag = tag_of_(*round, user);
        // std::function wants what it holds to be copyable.
        const auto shared_reply = std::make_shared<http::Reply>(std::move(reply));
        auto answer = [round, tag, shared_reply, &request, respond = respond_](const auto& recorded) {
            (*shared_reply)(recorded ? respond(*round, tag, *recorded)
                                     : refusal_response(request, recorded.error()));
        };
        const bool taken =
            recorder_.record({round, user, arrived, tag, std::move(answer), !request.over_limit});
        if (!taken) (*shared_reply)(busy.response());
    }

    RoundDirectory& directory_;
    const postgres::Clock& clock_;
    Recorder& recorder_;
    const TagOf tag_of_;
    const Respond respond_;
    FirstCome* const first_come_;  // where rounds without a draw are entered, too
};

void add(http::Router& router, const char* pattern, const Recording& recording) {
    const http::RouteOptions options{
        .access = http::Access::user,
        .max_body_bytes = 1024,
        .refused_means = http::Recorded::no,
        .throttling = http::Throttling::handler_decides,  // who is recorded is told so, however often
    };
    router.add_deferred(
        "POST", pattern, options,
        [recording](const auto& request, http::Reply& reply) { recording.handle(request, reply); },
        [recording](const auto& request, http::Reply& reply) {
            return recording.handle_at_once(request, reply);
        });
}

}  // namespace

void add_recording_routes(http::Router& router, RoundDirectory& directory, const postgres::Clock& clock,
                          Recorder& reservation_recorder, Recorder& entry_recorder, FirstCome& first_come) {
    add(router, "/v1/rounds/{round}/reservation",
        {directory, clock, reservation_recorder, [](const Round&, const std::string&) { return Tag{}; },
         reservation_response});
    add(router, "/v1/rounds/{round}/entry",
        {directory, clock, entry_recorder,
         [](const Round& round, const std::string& user) { return round.tag_key.tag_of(round.id, user); },
         entry_response, &first_come});
}

}  // namespace fairdraw::rounds
