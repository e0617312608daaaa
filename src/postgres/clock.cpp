#include "postgres/clock.hpp"

#include <chrono>
#include <cstdlib>
#include <pqxx/result>

#include "postgres/failure.hpp"
#include "sql/postgres_sql.hpp"

namespace fairdraw::postgres {

namespace {

std::int64_t steady_now_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

ClockReading read_once(Connection& connection) {
    const auto before_ns = steady_now_ns();
    const auto database_us = connection.read(sql::read_clock)[0][0].as<std::int64_t>();
    const auto after_ns = steady_now_ns();
    const auto half_ns = (after_ns - before_ns) / 2;
    return {database_us * 1000 - (before_ns + half_ns), half_ns, after_ns};
}

}  // namespace

ClockReading better_reading(const ClockReading& known, const ClockReading& fresh) {
    // Two ordinary clocks drift apart by less than 200 parts in a million.
    const auto drift_ns = (fresh.read_at_ns - known.read_at_ns) / 5000;
    const auto known_error_ns = known.error_ns + drift_ns;
    const auto apart_ns = std::abs(fresh.offset_ns - known.offset_ns);
    const bool contradict = apart_ns > known_error_ns + fresh.error_ns;
    return contradict || fresh.error_ns <= known_error_ns ? fresh : known;
}

void Clock::sample(Connection& connection) {
    auto fresh = read_once(connection);
    for (int again = 0; again < 2; ++again) {
        const auto reading = read_once(connection);
        if (reading.error_ns < fresh.error_ns) fresh = reading;
    }
    known_ = known_ ? better_reading(*known_, fresh) : fresh;
    offset_ns_ = known_->offset_ns;
}

UnixMs Clock::at(std::int64_t steady_ns) const {
    const auto offset_ns = offset_ns_.load(std::memory_order_relaxed);
    if (offset_ns == never_sampled) throw Unavailable("the database's clock has not been read yet");
    return UnixMs{(steady_ns + offset_ns) / 1'000'000};
}

UnixMs Clock::now() const {
    return at(steady_now_ns());
}

}  // namespace fairdraw::postgres
