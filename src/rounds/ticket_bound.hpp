// Which tickets need sorting: they are uniform, so the k lowest of n lie below about k/n of their range. Pure; any thread.
#pragma once

#include <cstdint>

#include "fairdraw/bytes.hpp"

namespace fairdraw::rounds {

// Standard deviations above the expectation: at 8, a bound is too low less than once in 10^14 draws; then it is doubled.
inline constexpr unsigned first_margin = 8;
// Beyond this the bound is the whole range, whatever the counts.
inline constexpr unsigned last_margin = 1u << 30;

// A ticket that k of n tickets are at or below, most likely: their first 3 bytes are bound by
// (k + margin * sqrt(k) + margin) / n of the range, rounded up; all of it when that is more. Precondition: 1 <= k <= n <= 2^40.
Hash ticket_bound(std::uint64_t n, std::uint64_t k, unsigned margin);

}  // namespace fairdraw::rounds
