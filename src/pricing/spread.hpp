// Taking an amount off items in proportion to what is left of each, to the last minor unit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace fairdraw::pricing {

struct Scaled {
    std::int64_t quotient;
    std::int64_t remainder;
};

/// amount * part / whole, rounded down, and the remainder; none negative, part <= whole, 0 < whole.
Scaled scaled(std::int64_t amount, std::int64_t part, std::int64_t whole);

/// Subtracts `amount` from `left[i]` for all i in `items`, whose sum is `whole` >= amount: by the largest
/// remainder, of equal ones the first in `items`. At most max_items of them.
void take_off(std::int64_t amount, std::int64_t whole, std::span<const std::size_t> items,
              std::vector<std::int64_t>& left);

}  // namespace fairdraw::pricing
