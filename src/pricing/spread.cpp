#include "pricing/spread.hpp"

#include <algorithm>
#include <array>

#include "pricing/order.hpp"

namespace fairdraw::pricing {

namespace {

__extension__ using Wide = unsigned __int128;

struct Remainder {
    std::int64_t size;
    std::size_t item;
};

}  // namespace

Scaled scaled(std::int64_t amount, std::int64_t part, std::int64_t whole) {
    std::int64_t product = 0;
    if (!__builtin_mul_overflow(amount, part, &product)) return {product / whole, product % whole};
    const Wide wide = static_cast<Wide>(amount) * static_cast<Wide>(part);
    const auto divisor = static_cast<Wide>(whole);
    return {static_cast<std::int64_t>(wide / divisor), static_cast<std::int64_t>(wide % divisor)};
}

void take_off(std::int64_t amount, std::int64_t whole, std::span<const std::size_t> items,
              std::vector<std::int64_t>& left) {
    if (amount == 0) return;
    std::array<Remainder, max_items> remainders;
    std::size_t count = 0;
    std::int64_t over = amount;
    for (const auto item : items) {
        const auto share = scaled(amount, left[item], whole);
        left[item] -= share.quotient;
        over -= share.quotient;
        if (share.remainder > 0) remainders[count++] = {share.remainder, item};
    }
    // What is over is the sum of the remainders / whole, so that there are more remainders than that.
    const auto larger = [](const Remainder& a, const Remainder& b) {
        return a.size != b.size ? a.size > b.size : a.item < b.item;
    };
    const auto end = remainders.begin() + static_cast<std::ptrdiff_t>(count);
    if (over > 0) std::nth_element(remainders.begin(), remainders.begin() + over - 1, end, larger);
    for (std::int64_t i = 0; i < over; ++i) --left[remainders[static_cast<std::size_t>(i)].item];
}

}  // namespace fairdraw::pricing
