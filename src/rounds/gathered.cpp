#include "rounds/gathered.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>

namespace fairdraw::rounds {

namespace {

void refuse_late(Requests& requests, std::chrono::milliseconds longest_wait, Recorder::Counters& counters) {
    const auto oldest = std::chrono::steady_clock::now() - longest_wait;
    const auto late = std::stable_partition(requests.begin(), requests.end(),
                                            [&](auto* request) { return request->taken_at >= oldest; });
    for (auto request = late; request != requests.end(); ++request)
        refuse_overloaded(**request, "this waited too long to be recorded; ask again", counters);
    requests.erase(late, requests.end());
}

}  // namespace

void for_each_round(std::vector<RecordRequest>& gathered, std::chrono::milliseconds longest_wait,
                    Recorder::Counters& counters, const std::function<void(Requests)>& hand_on) {
    std::map<RoundNumber, Requests> rounds;
    for (auto& request : gathered) rounds[request.round->number].push_back(&request);
    for (auto& [number, requests] : rounds) {
        refuse_late(requests, longest_wait, counters);
        if (!requests.empty()) hand_on(std::move(requests));
    }
}

std::vector<std::string> users_of(std::span<RecordRequest* const> requests) {
    std::vector<std::string> users;
    users.reserve(requests.size());
    for (const auto* request : requests) users.push_back(request->user_id);
    return users;
}

void refuse_all(const Requests& requests, const postgres::Failure& failure, const Recordable& recordable,
                Recorder::Counters& counters) {
    spdlog::error("event=not_recorded what={} reason={:?}", recordable.plural, failure.message);
    counters.failed.add(static_cast<double>(requests.size()));
    for (auto* request : requests) {
        auto known = failure;
        if (request->perhaps_recorded) known.kind = postgres::FailureKind::commit_unknown;
        auto refusal =
            api::refusal_of(known).value_or(api::Refusal{http::Code::internal, "this could not be recorded"});
        if (refusal.extras.recorded == http::Recorded::not_said) refusal.extras.recorded = http::Recorded::no;
        request->answer(tl::unexpected(std::move(refusal)));
    }
}

void refuse_overloaded(RecordRequest& request, const char* why, Recorder::Counters& counters) {
    counters.overloaded.add();
    const auto recorded = request.perhaps_recorded ? http::Recorded::unknown : http::Recorded::no;
    request.answer(tl::unexpected(api::Refusal{http::Code::overloaded, why, {recorded, 1}}));
}

}  // namespace fairdraw::rounds
