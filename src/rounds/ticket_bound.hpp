// Which tickets need sorting: they are uniform, so the k lowest of n lie below about k/n of their range.
// Pure; any thread.
#pragma once

#include <cstdint>

#include "fairdraw/bytes.hpp"

namespace fairdraw::rounds {

// No ticket is above it.
inline constexpr Hash greatest_ticket = [] {
    Hash ticket;
    ticket.fill(0xff);
    return ticket;
}();

// A ticket that k of n tickets are at or below, most likely: their first 3 bytes are bound by (k + margin *
// sqrt(k) + margin) / n of the range, rounded up. `margin` counts standard deviations: with 8 fewer are below
// it less than once in 10^14 draws. Precondition: 1 <= k <= n <= 2^40.
Hash ticket_bound(std::uint64_t n, std::uint64_t k, unsigned margin);

}  // namespace fairdraw::rounds
