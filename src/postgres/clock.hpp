// PostgreSQL's clock, read without asking it each time: an offset to the host's steady clock, sampled. A
// host's wrong wall clock then changes nothing, and all instances judge by one clock. Any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "fairdraw/time.hpp"
#include "postgres/connection.hpp"

namespace fairdraw::postgres {

// What one look at the database's clock tells, on the host's steady clock.
struct ClockReading {
    std::int64_t offset_ns;  // of the database's clock
    std::int64_t error_ns;   // at most: half of the round trip
    std::int64_t read_at_ns;
};

// The reading to go by: the tighter one, where what is known is allowed to have drifted since; the fresh one
// where they contradict each other, because then the database's clock was set. Pure.
ClockReading better_reading(const ClockReading& known, const ClockReading& fresh);

class Clock {
  public:
    // Takes the best of a few looks, unless what is known is better: a slow answer tells little, and the rush
    // makes answers slow. One thread.
    void sample(Connection& connection);

    // Throws Unavailable before the first sample.
    UnixMs now() const;
    // The database's time at a reading of CLOCK_MONOTONIC, rounded down to the millisecond.
    UnixMs at(std::int64_t steady_ns) const;

  private:
    static constexpr std::int64_t never_sampled = INT64_MIN;
    std::atomic<std::int64_t> offset_ns_{never_sampled};
    std::optional<ClockReading> known_;
};

}  // namespace fairdraw::postgres
