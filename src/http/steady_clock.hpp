// The steady clock (CLOCK_MONOTONIC) as all of this room counts it: nanoseconds in an int64.
#pragma once

#include <chrono>
#include <cstdint>

namespace fairdraw::http {

inline std::int64_t steady_now_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

inline constexpr std::int64_t ns_per_ms = 1'000'000;

}  // namespace fairdraw::http
