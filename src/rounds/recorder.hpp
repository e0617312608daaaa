// Records who reserved and who entered: the minute of 23:00. Many requests share a commit, and each is
// answered once its own is durable. Who asks again waits apart (lookups.hpp).
//
// A request counts by its time of arrival on PostgreSQL's clock, however long the commit takes. A round that
// has begun to close takes none any more (fairdraw.fence): who was not acknowledged by then is refused.
// Asking again gives the first answer, at any time, also to who asks too often. Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "http/metrics.hpp"
#include "postgres/clock.hpp"
#include "postgres/connection.hpp"
#include "postgres/group_commit.hpp"
#include "rounds/receipts.hpp"
#include "rounds/recent_batches.hpp"
#include "rounds/round.hpp"

namespace fairdraw::rounds {

struct Recorded {
    UnixMs at;                         // when the first request of this user arrived
    bool repeated;                     // that was an earlier one
    std::string receipt = no_receipt;  // JSON; entries have one
};

using Answer = tl::expected<Recorded, api::Refusal>;

struct RecordRequest {
    RoundPtr round;
    std::string user_id;
    UnixMs arrived;
    Tag tag;                             // the user's in this round; reservations have none
    std::function<void(Answer)> answer;  // called once, on one of the recorder's threads
    // False: who is recorded already is told so, and everybody else RATE_LIMITED.
    bool may_record = true;
    // Set by the recorder:
    std::chrono::steady_clock::time_point taken_at = {};
    bool perhaps_recorded = false;  // by a try of its own that failed
};

// What distinguishes an entry from a reservation.
struct Recordable {
    const char* plural;  // in logs and metrics
    // When first requests are taken; nothing where none ever are.
    std::optional<Window> (*window)(const Round&);
    // Inserts in one transaction, whose commit is begun at `now`; says of each request whether it was
    // recorded now. All requests are of one round; `users` are theirs.
    std::vector<bool> (*insert)(postgres::Connection&, std::span<RecordRequest* const>,
                                const std::vector<std::string>& users, UnixMs now);
    // $1 round number, $2 users: (user, recorded at or null, reserved, state of the round, and where there
    // are receipts, the number of the receipt batch)
    const postgres::Statement* find;
    api::Refusal (*why_not)(const Round&, UnixMs arrived, bool reserved, const std::string& state);
    bool with_receipts = false;
};

class Lookups;

extern const Recordable reservations;  // reservations.cpp
extern const Recordable entries;       // entries.cpp

class Recorder {
  public:
    // What has waited longer than `longest_wait` for its turn (the database hangs) is refused as overloaded:
    // by then nobody waits for the answer.
    Recorder(const Recordable& recordable, const postgres::ConnectionSettings& settings,
             const postgres::Clock& clock, http::Metrics& metrics,
             std::chrono::milliseconds longest_wait = std::chrono::seconds(10));
    ~Recorder();

    // False: more is waiting than can be written in time. Nothing is recorded then, and `answer` is not
    // called.
    [[nodiscard]] bool record(RecordRequest&& request);

    struct Counters {
        http::Counter recorded;
        http::Counter failed;
        http::Counter overloaded;
        http::Histogram batch_size;
    };

  private:
    class Writer;
    static Counters counters(const Recordable& recordable, http::Metrics& metrics);

    Counters counters_;
    RecentBatches recent_;
    std::atomic<bool> some_asked_again_ = false;            // of those who were recorded, or not, last
    std::unique_ptr<Lookups> lookups_;                      // which remembers
    postgres::GroupCommit<RecordRequest, Writer> commits_;  // whose writers hand over to it
};

// Of each user whether `rows` name them. A statement names those recorded, or those not.
std::vector<bool> named_in(const pqxx::result& rows, const std::vector<std::string>& users);

// The times of a batch, as statements take them.
std::vector<std::int64_t> arrivals_of(std::span<RecordRequest* const> requests);

}  // namespace fairdraw::rounds
