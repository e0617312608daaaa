#include "postgres/clock.hpp"

#include <chrono>
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

}  // namespace

void Clock::sample(Connection& connection) {
    constexpr int samples = 3;
    std::int64_t best_round_trip_ns = INT64_MAX;
    std::int64_t best_offset_ns = 0;
    for (int i = 0; i < samples; ++i) {
        const auto before_ns = steady_now_ns();
        const auto database_us = connection.read(sql::read_clock)[0][0].as<std::int64_t>();
        const auto round_trip_ns = steady_now_ns() - before_ns;
        if (round_trip_ns < best_round_trip_ns) {
            best_round_trip_ns = round_trip_ns;
            best_offset_ns = database_us * 1000 - (before_ns + round_trip_ns / 2);
        }
    }
    offset_ns_ = best_offset_ns;
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
