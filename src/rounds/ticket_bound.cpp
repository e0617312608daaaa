#include "rounds/ticket_bound.hpp"

namespace fairdraw::rounds {

namespace {

std::uint64_t square_root_rounded_up(std::uint64_t x) {
    std::uint64_t root = 0;
    for (std::uint64_t bit = std::uint64_t{1} << 31; bit > 0; bit >>= 1)
        if ((root + bit) * (root + bit) < x) root += bit;
    return root + 1;
}

}  // namespace

Hash ticket_bound(std::uint64_t n, std::uint64_t k, unsigned margin) {
    Hash bound = greatest_ticket;
    const std::uint64_t wanted = k + margin * square_root_rounded_up(k) + margin;
    if (wanted >= n) return bound;
    const std::uint64_t head = (wanted << 24) / n;
    for (std::size_t i = 0; i < 3; ++i) bound[i] = static_cast<std::uint8_t>(head >> (16 - 8 * i));
    return bound;
}

}  // namespace fairdraw::rounds
