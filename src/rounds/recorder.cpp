#include "rounds/recorder.hpp"

#include <spdlog/spdlog.h>
#include <algorithm>
#include <map>
#include <pqxx/result>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "postgres/keyed_write.hpp"

namespace fairdraw::rounds {

namespace {

using Requests = std::vector<RecordRequest*>;
using Answer = tl::expected<Recorded, Refusal>;

// A failed write is tried again for this long before its requests are refused.
constexpr int patience_ms = 3000;
constexpr std::size_t largest_batch = 2000;
// About two seconds' worth; beyond, it is kinder to say OVERLOADED at once.
constexpr std::size_t longest_queue = 40'000;

std::map<RoundNumber, Requests> by_round(std::vector<RecordRequest>& batch) {
    std::map<RoundNumber, Requests> rounds;
    for (auto& request : batch) rounds[request.round->number].push_back(&request);
    return rounds;
}

// The first request of each user among those that arrived inside the window. In the order of users, so that
// two batches cannot wait for each other.
Requests first_requests(const Requests& requests, const std::optional<Window>& window) {
    Requests first;
    if (!window) return first;
    std::unordered_set<std::string_view> seen;
    for (auto* request : requests)
        if (window->contains(request->arrived) && seen.insert(request->user_id).second)
            first.push_back(request);
    std::sort(first.begin(), first.end(), [](auto* a, auto* b) { return a->user_id < b->user_id; });
    return first;
}

Refusal refusal_of_write(const char* plural, const postgres::Failure& failure) {
    spdlog::error("event=not_recorded what={} reason={:?}", plural, failure.message);
    auto refusal = refusal_of(failure).value_or(Refusal{http::Code::internal, "this could not be recorded"});
    if (refusal.extras.recorded == http::Recorded::not_said) refusal.extras.recorded = http::Recorded::no;
    return refusal;
}

}  // namespace

std::vector<std::string> users_of(const Requests& requests) {
    std::vector<std::string> users;
    users.reserve(requests.size());
    for (const auto* request : requests) users.push_back(request->user_id);
    return users;
}

std::vector<std::int64_t> arrivals_of(const Requests& requests) {
    std::vector<std::int64_t> times;
    times.reserve(requests.size());
    for (const auto* request : requests) times.push_back(request->arrived.value);
    return times;
}

class Recorder::Writer {
  public:
    Writer(const Recordable& recordable, const postgres::ConnectionSettings& settings,
           std::chrono::milliseconds longest_wait, const Counters& counters)
        : recordable_(recordable),
          connection_(settings),
          longest_wait_(longest_wait),
          counters_(counters) {}

    void write(std::vector<RecordRequest>& batch) noexcept {
        counters_.batch_size.observe(static_cast<double>(batch.size()));
        auto rounds = by_round(batch);
        for (auto& [number, requests] : rounds) {
            refuse_late(requests);
            if (!requests.empty()) write_round(requests);
        }
    }

  private:
    using Answers = std::unordered_map<const RecordRequest*, Answer>;

    void refuse_late(Requests& requests) {
        const auto oldest = std::chrono::steady_clock::now() - longest_wait_;
        const auto late = std::stable_partition(requests.begin(), requests.end(),
                                                [&](auto* request) { return request->taken_at >= oldest; });
        for (auto request = late; request != requests.end(); ++request) {
            counters_.overloaded.add();
            (*request)->answer(tl::unexpected(Refusal{http::Code::overloaded,
                                                      "this waited too long to be recorded; ask again",
                                                      {http::Recorded::no, 1}}));
        }
        requests.erase(late, requests.end());
    }

    void write_round(const Requests& requests) {
        Answers answers;
        bool tried_before = false;
        const auto failure = connection_.attempt(
            [&](postgres::Connection& connection) {
                const bool again = std::exchange(tried_before, true);
                answers = record(connection, requests, again);
            },
            patience_ms);
        if (failure) counters_.failed.add(static_cast<double>(requests.size()));
        for (auto* request : requests)
            request->answer(failure ? tl::unexpected(refusal_of_write(recordable_.plural, *failure))
                                    : answers.at(request));
    }

    // `again`: an earlier try of this batch failed, perhaps after its commit.
    Answers record(postgres::Connection& connection, const Requests& requests, bool again) {
        Answers answers;
        const auto first = first_requests(requests, recordable_.window(*requests[0]->round));
        if (!first.empty()) {
            std::unordered_set<std::string> recorded;
            for (const auto& row : recordable_.insert(connection, first))
                recorded.insert(row[0].as<std::string>());
            counters_.recorded.add(static_cast<double>(recorded.size()));
            for (const auto* request : first)
                if (recorded.count(request->user_id))
                    answers.emplace(request, Recorded{request->arrived, false});
        }
        Requests others;
        for (auto* request : requests)
            if (!answers.count(request)) others.push_back(request);
        std::set<const RecordRequest*> perhaps_recorded;
        if (again) perhaps_recorded.insert(first.begin(), first.end());
        if (!others.empty()) look_up(connection, others, perhaps_recorded, answers);
        return answers;
    }

    // What stands recorded is the answer, whoever recorded it: an earlier request, an earlier try of this
    // batch whose outcome was unknown, or another instance.
    void look_up(postgres::Connection& connection, const Requests& requests,
                 const std::set<const RecordRequest*>& perhaps_recorded, Answers& answers) const {
        const auto& round = *requests[0]->round;
        const auto found = connection.read(*recordable_.find, {sql_value(round.number), users_of(requests)});
        // A row a request, in their order.
        for (pqxx::result::size_type i = 0; i < found.size(); ++i) {
            auto* request = requests[i];
            const auto row = found[i];
            if (row[1].is_null()) {
                answers.emplace(request,
                                tl::unexpected(recordable_.why_not(round, request->arrived, row[2].as<bool>(),
                                                                   row[3].as<std::string>())));
                continue;
            }
            const UnixMs at{row[1].as<std::int64_t>()};
            const bool own = perhaps_recorded.count(request) && at == request->arrived;
            answers.emplace(request, Recorded{at, !own});
        }
    }

    const Recordable& recordable_;
    postgres::KeyedWriter connection_;
    const std::chrono::milliseconds longest_wait_;
    Counters counters_;
};

Recorder::Counters Recorder::counters(const Recordable& recordable, http::Metrics& metrics) {
    const http::Labels what{{"what", recordable.plural}};
    return {
        metrics.counter("fairdraw_recorded_total", "Reservations and entries that became durable", what),
        metrics.counter("fairdraw_not_recorded_total", "Requests refused because the database failed", what),
        metrics.counter("fairdraw_overloaded_total", "Requests refused because too many were waiting", what),
        metrics.histogram("fairdraw_commit_requests", "Requests that shared one trip to the database",
                          {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000}, what),
    };
}

Recorder::Recorder(const Recordable& recordable, const postgres::ConnectionSettings& settings,
                   const RecorderLimits& limits, http::Metrics& metrics)
    : counters_(counters(recordable, metrics)),
      commits_({limits.writers, largest_batch, longest_queue},
               [&recordable, settings, limits, counters = counters_] {
                   return std::make_unique<Writer>(recordable, settings, limits.longest_wait, counters);
               }) {}

Recorder::~Recorder() = default;

bool Recorder::record(RecordRequest&& request) {
    request.taken_at = std::chrono::steady_clock::now();
    const bool taken = commits_.submit(std::move(request));
    if (!taken) counters_.overloaded.add();
    return taken;
}

}  // namespace fairdraw::rounds
