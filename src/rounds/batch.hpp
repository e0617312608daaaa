// Requests of one round that are recorded together: one statement, one commit, and then an answer to each.
// One thread.
#pragma once

#include <optional>
#include <vector>

#include "postgres/connection.hpp"
#include "postgres/failure.hpp"
#include "rounds/recorder.hpp"

namespace fairdraw::rounds {

class Batch {
  public:
    // The requests must be of one round, and stay until answered.
    Batch(const Recordable& recordable, std::vector<RecordRequest*> requests);

    // Records, then looks up what stands of those that were not recorded now. May be tried again after it
    // threw: what is known by then stays known.
    // `now` is when a commit would begin.
    void record(postgres::Connection& connection, UnixMs now);

    // Answers everybody: who is recorded is told so, and only the others why they are not.
    void answer(const std::optional<postgres::Failure>& failure);

    std::size_t size() const { return requests_.size(); }
    std::size_t recorded() const { return recorded_; }

  private:
    using Answer = tl::expected<Recorded, api::Refusal>;

    void insert(postgres::Connection& connection, UnixMs now);
    void give_receipts(UnixMs committed);
    void look_up(postgres::Connection& connection);
    void put_first_requests_first();

    const Recordable& recordable_;
    std::vector<RecordRequest*> requests_;  // those that may be recorded come first, ordered by user
    std::size_t first_requests_ = 0;        // so many
    std::vector<std::optional<Answer>> answers_;
    std::size_t recorded_ = 0;
    bool insert_tried_ = false;
    bool inserted_ = false;
    bool perhaps_inserted_before_ = false;  // an earlier try failed, and may have been committed
};

}  // namespace fairdraw::rounds
