// Tells what stands recorded of those who were not recorded now, or ask too often to be: who asks again gets
// the first answer, and others are told why they are not. Apart from the writers, so that no first request
// waits for these, however many they are: when connections are lost in the middle of a rush, everybody asks
// again at once.
//
// Look-ups share trips to the database, as first requests share commits; of entries that were made or asked
// for just before, nothing is asked there at all. Any thread.
#pragma once

#include <chrono>

#include "postgres/connection.hpp"
#include "postgres/group_commit.hpp"
#include "rounds/recent_batches.hpp"
#include "rounds/recorder.hpp"

namespace fairdraw::rounds {

class Lookups {
  public:
    // `recent` must outlive it.
    Lookups(const Recordable& recordable, const postgres::ConnectionSettings& settings,
            std::chrono::milliseconds longest_wait, const Recorder::Counters& counters,
            RecentBatches& recent);

    // Answers on a thread of its own; at once as overloaded when more is waiting than can be looked up in
    // time.
    void answer(RecordRequest&& request);

  private:
    class Finder;

    Recorder::Counters counters_;
    postgres::GroupCommit<RecordRequest, Finder> queue_;
};

}  // namespace fairdraw::rounds
