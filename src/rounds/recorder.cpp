#include "rounds/recorder.hpp"

#include <pqxx/result>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "postgres/keyed_write.hpp"
#include "rounds/batch.hpp"
#include "rounds/lookups.hpp"

namespace fairdraw::rounds {

namespace {

// While a writer waits for the database, what it takes next gathers: more of them would halve the batches and
// cost more than they bring. But where receipts are made, one makes them while the other waits. A writer
// writes round by round: what one round waits for (the moment of its fence, a try after a failure) the others
// in its batch wait for, too.
std::size_t writers_for(const Recordable& recordable) {
    return recordable.with_receipts ? 2 : 1;
}
constexpr std::size_t largest_batch = 2000;
// Receipts of the last 900,000 entrants.
constexpr std::size_t most_remembered_bytes = 128 << 20;

}  // namespace

std::vector<bool> named_in(const pqxx::result& rows, const std::vector<std::string>& users) {
    std::vector<bool> named(users.size(), rows.size() == users.size());
    if (rows.empty() || named[0]) return named;
    std::unordered_set<std::string_view> names;
    for (const auto& row : rows) names.insert({row[0].c_str(), row[0].size()});
    for (std::size_t i = 0; i < users.size(); ++i) named[i] = names.contains(users[i]);
    return named;
}

std::vector<std::int64_t> arrivals_of(std::span<RecordRequest* const> requests) {
    std::vector<std::int64_t> times;
    times.reserve(requests.size());
    for (const auto* request : requests) times.push_back(request->arrived.value);
    return times;
}

class Recorder::Writer {
  public:
    Writer(const Recordable& recordable, const postgres::ConnectionSettings& settings,
           const postgres::Clock& clock, std::chrono::milliseconds longest_wait, Recorder& recorder)
        : recordable_(recordable),
          connection_(settings),
          clock_(clock),
          longest_wait_(longest_wait),
          counters_(recorder.counters_),
          recent_(recorder.recent_),
          lookups_(*recorder.lookups_),
          some_asked_again_(recorder.some_asked_again_) {}

    void write(std::vector<RecordRequest>& gathered) noexcept {
        counters_.batch_size.observe(static_cast<double>(gathered.size()));
        for_each_round(gathered, longest_wait_, counters_,
                       [&](Requests requests) { write_round(std::move(requests)); });
    }

  private:
    void write_round(Requests requests) {
        const auto gathered = requests.size();
        if (some_asked_again_) hand_on_remembered(requests);
        if (requests.empty()) return;
        Batch batch{recordable_, std::move(requests), recent_};
        if (!batch.empty()) {
            const auto failure = connection_.attempt(
                [&](postgres::Connection& connection) { batch.record(connection, clock_.now()); },
                patience_ms);
            if (failure) return refuse_all(batch.requests(), *failure, recordable_, counters_);
        }
        some_asked_again_ = batch.recorded() < gathered;
        counters_.recorded.add(static_cast<double>(batch.recorded()));
        batch.answer([&](RecordRequest&& other) { lookups_.answer(std::move(other)); });
    }

    // Where some ask again there will be more, and who is remembered need not be recorded in vain: that takes
    // the database as long as a first request, and longer for the others of the batch.
    void hand_on_remembered(Requests& requests) {
        std::erase_if(requests, [&](auto* request) {
            const bool remembered = recent_.find(request->tag) != nullptr;
            if (remembered) lookups_.answer(std::move(*request));
            return remembered;
        });
    }

    const Recordable& recordable_;
    postgres::KeyedWriter connection_;
    const postgres::Clock& clock_;
    const std::chrono::milliseconds longest_wait_;
    Counters counters_;
    RecentBatches& recent_;
    Lookups& lookups_;
    std::atomic<bool>& some_asked_again_;
};

Recorder::Counters Recorder::counters(const Recordable& recordable, http::Metrics& metrics) {
    const http::Labels what{{"what", recordable.plural}};
    return {
        metrics.counter("fairdraw_recorded_total", "Reservations and entries that became durable", what),
        metrics.counter("fairdraw_not_recorded_total",
                        "Requests that were taken and then refused because the database failed", what),
        metrics.counter("fairdraw_overloaded_total", "Requests refused because too many were waiting", what),
        metrics.histogram("fairdraw_commit_requests", "Requests that shared one trip to the database",
                          {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000}, what),
    };
}

Recorder::Recorder(const Recordable& recordable, const postgres::ConnectionSettings& settings,
                   const postgres::Clock& clock, http::Metrics& metrics,
                   std::chrono::milliseconds longest_wait)
    : counters_(counters(recordable, metrics)),
      recent_(most_remembered_bytes),
      lookups_(std::make_unique<Lookups>(recordable, settings, longest_wait, counters_, recent_)),
      commits_({writers_for(recordable), largest_batch, longest_queue},
               [this, &recordable, settings, &clock, longest_wait] {
                   return std::make_unique<Writer>(recordable, settings, clock, longest_wait, *this);
               }) {}

Recorder::~Recorder() = default;

bool Recorder::record(RecordRequest&& request) {
    request.taken_at = std::chrono::steady_clock::now();
    if (!request.may_record) {
        lookups_->answer(std::move(request));
        return true;
    }
    const bool taken = commits_.submit(std::move(request));
    if (!taken) counters_.overloaded.add();
    return taken;
}

}  // namespace fairdraw::rounds
