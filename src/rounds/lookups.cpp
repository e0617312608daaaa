#include "rounds/lookups.hpp"

#include <pqxx/result>
#include <stdexcept>

#include "postgres/keyed_write.hpp"
#include "rounds/gathered.hpp"

namespace fairdraw::rounds {

namespace {

// A request may cost a batch of thousands to be read and hashed: so many, and nobody waits long for others'.
constexpr std::size_t largest_lot = 500;

const api::Refusal asked_too_often{
    http::Code::rate_limited, "you ask too often, and nothing of yours is recorded", {http::Recorded::no}};

Answer recorded_before(const RecordRequest& request, UnixMs at, std::string receipt) {
    const bool own = request.perhaps_recorded && at == request.arrived;
    return Recorded{at, !own, std::move(receipt)};
}

// Of each request, in their order. Whoever recorded it: an earlier request, an earlier try of the same batch
// whose outcome was unknown, or another instance.
std::vector<Answer> look_up(postgres::Connection& connection, const Recordable& recordable,
                            std::span<RecordRequest* const> requests, RecentBatches& recent) {
    const auto& round = *requests[0]->round;
    std::vector<Answer> answers;
    std::vector<EarlierEntry> earlier;
    std::vector<std::size_t> with_receipt;
    // A row a request.
    for (const auto& row : connection.read(*recordable.find, {sql_value(round.number), users_of(requests)})) {
        const auto& request = *requests[answers.size()];
        if (row[1].is_null()) {
            answers.push_back(tl::unexpected(
                request.may_record
                    ? recordable.why_not(round, request.arrived, row[2].as<bool>(), row[3].as<std::string>())
                    : asked_too_often));
            continue;
        }
        if (recordable.with_receipts && !row[4].is_null()) {
            earlier.push_back({request.tag, row[4].as<std::int64_t>()});
            with_receipt.push_back(answers.size());
        }
        answers.push_back(recorded_before(request, UnixMs{row[1].as<std::int64_t>()}, no_receipt));
    }
    if (answers.size() != requests.size())
        throw std::logic_error("round " + round.id.text() + " is not in the database any more");
    auto receipts = make_receipts_again(connection, round, earlier, recent);
    for (std::size_t i = 0; i < receipts.size(); ++i)
        answers[with_receipt[i]]->receipt = std::move(receipts[i]);
    return answers;
}

}  // namespace

class Lookups::Finder {
  public:
    Finder(const Recordable& recordable, const postgres::ConnectionSettings& settings,
           std::chrono::milliseconds longest_wait, const Recorder::Counters& counters, RecentBatches& recent)
        : recordable_(recordable),
          connection_(settings),
          longest_wait_(longest_wait),
          counters_(counters),
          recent_(recent) {}

    void write(std::vector<RecordRequest>& lot) noexcept {
        recent_.list();
        for_each_round(lot, longest_wait_, counters_, [&](Requests requests) {
            std::erase_if(requests, [&](auto* request) { return answer_remembered(*request); });
            if (!requests.empty()) answer_from_database(requests);
        });
    }

  private:
    bool answer_remembered(RecordRequest& request) {
        if (!recordable_.with_receipts) return false;
        auto entry = find_remembered(*request.round, request.tag, recent_);
        if (entry) request.answer(recorded_before(request, entry->received_at, std::move(entry->receipt)));
        return entry.has_value();
    }

    void answer_from_database(const Requests& requests) {
        std::vector<Answer> answers;
        const auto failure = connection_.attempt(
            [&](postgres::Connection& connection) {
                answers = look_up(connection, recordable_, requests, recent_);
            },
            patience_ms);
        if (failure) return refuse_all(requests, *failure, recordable_, counters_);
        for (std::size_t i = 0; i < requests.size(); ++i) requests[i]->answer(std::move(answers[i]));
    }

    const Recordable& recordable_;
    postgres::KeyedWriter connection_;
    const std::chrono::milliseconds longest_wait_;
    Recorder::Counters counters_;
    RecentBatches& recent_;
};

Lookups::Lookups(const Recordable& recordable, const postgres::ConnectionSettings& settings,
                 std::chrono::milliseconds longest_wait, const Recorder::Counters& counters,
                 RecentBatches& recent)
    : counters_(counters),
      queue_({1, largest_lot, longest_queue}, [&recordable, settings, longest_wait, counters, &recent] {
          return std::make_unique<Finder>(recordable, settings, longest_wait, counters, recent);
      }) {}

void Lookups::answer(RecordRequest&& request) {
    if (queue_.submit(std::move(request))) return;
    // What was not taken is still whole.
    refuse_overloaded(request, "more people are asking again than can be answered at once; ask again",
                      counters_);
}

}  // namespace fairdraw::rounds
