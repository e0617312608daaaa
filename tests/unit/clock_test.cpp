// Which reading of the database's clock is gone by.
#include <doctest/doctest.h>

#include "postgres/clock.hpp"

using fairdraw::postgres::better_reading;
using fairdraw::postgres::ClockReading;

namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t s = 1000 * ms;

constexpr ClockReading known{.offset_ns = 500 * s, .error_ns = ms, .read_at_ns = 10 * s};

ClockReading read_later(std::int64_t by_ns, std::int64_t offset_ns, std::int64_t error_ns) {
    return {offset_ns, error_ns, known.read_at_ns + by_ns};
}

}  // namespace

TEST_CASE("a tighter reading of the clock replaces the one before") {
    CHECK(better_reading(known, read_later(s, 500 * s + ms, ms / 2)).offset_ns == 500 * s + ms);
}

TEST_CASE("a reading that took long does not replace a good one, until that may have drifted as much") {
    CHECK(better_reading(known, read_later(s, 500 * s + 40 * ms, 50 * ms)).offset_ns == known.offset_ns);
    CHECK(better_reading(known, read_later(s, 500 * s - 40 * ms, 50 * ms)).offset_ns == known.offset_ns);
    CHECK(better_reading(known, read_later(300 * s, 500 * s + 40 * ms, 50 * ms)).offset_ns ==
          500 * s + 40 * ms);
}

TEST_CASE("a database whose clock was set is believed at once") {
    CHECK(better_reading(known, read_later(s, 400 * s, 50 * ms)).offset_ns == 400 * s);
    CHECK(better_reading(known, read_later(s, 501 * s, 50 * ms)).offset_ns == 501 * s);
}
