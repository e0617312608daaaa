// First requests of one round that are recorded together: one statement, one commit, and then an answer to
// each. One thread.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "postgres/connection.hpp"
#include "rounds/gathered.hpp"
#include "rounds/recorder.hpp"

namespace fairdraw::rounds {

class Batch {
  public:
    // The requests must be of one round, and stay until answered.
    Batch(const Recordable& recordable, Requests requests, RecentBatches& recent);

    // None of the requests may be recorded any more, or yet: there is nothing to record.
    bool empty() const { return first_requests_ == 0; }

    // May be tried again after it threw. `now` is when a commit would begin.
    void record(postgres::Connection& connection, UnixMs now);

    std::size_t recorded() const;

    // Answers those who were recorded, and then hands the others on.
    void answer(const std::function<void(RecordRequest&&)>& hand_on);

    const Requests& requests() const { return requests_; }

  private:
    void give_receipts(UnixMs committed);
    void put_first_requests_first();

    const Recordable& recordable_;
    RecentBatches& recent_;
    Requests requests_;                              // those that may be recorded come first, ordered by user
    std::size_t first_requests_ = 0;                 // so many
    std::vector<std::optional<Recorded>> recorded_;  // of these
    int tries_ = 0;                                  // one that failed may have been committed
};

}  // namespace fairdraw::rounds
