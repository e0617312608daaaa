// PostgreSQL's clock, read without asking it each time: an offset to the host's steady clock, sampled. A
// host's wrong wall clock then changes nothing, and all instances judge by one clock. Any thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "fairdraw/time.hpp"
#include "postgres/connection.hpp"

namespace fairdraw::postgres {

class Clock {
  public:
    // Takes the best of a few samples; off by at most half of its round trip.
    void sample(Connection& connection);

    // Throws Unavailable before the first sample.
    UnixMs now() const;
    // The database's time at a reading of CLOCK_MONOTONIC, rounded down to the millisecond.
    UnixMs at(std::int64_t steady_ns) const;

  private:
    static constexpr std::int64_t never_sampled = INT64_MIN;
    std::atomic<std::int64_t> offset_ns_{never_sampled};
};

}  // namespace fairdraw::postgres
