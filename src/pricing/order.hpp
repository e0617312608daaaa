// What somebody is about to buy. Money is in whole minor units of the order's currency everywhere in this
// room (2000 with "TWD" is twenty dollars), and never floating point.
//
// Within the limits below no sum of this room leaves an int64: max_total, of 200 * 10^4 * 10^12 + 10^12, has
// room in it four times.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairdraw::pricing {

inline constexpr std::size_t max_items = 200;
inline constexpr std::int64_t max_quantity = 10'000;
inline constexpr std::int64_t max_money = 1'000'000'000'000;  // of one price, amount, cap or threshold
inline constexpr std::int64_t max_total =
    static_cast<std::int64_t>(max_items) * max_quantity * max_money + max_money;

struct Item {
    std::string product;
    std::optional<std::string> merchant;
    std::optional<std::string> category;
    std::int64_t quantity = 1;    // 1 to max_quantity
    std::int64_t unit_price = 0;  // 0 to max_money

    std::int64_t price() const { return quantity * unit_price; }
    bool operator==(const Item&) const = default;
};

struct Order {
    std::string currency;       // three capital letters
    std::vector<Item> items;    // 1 to max_items; the same product may come in several
    std::int64_t shipping = 0;  // 0 to max_money

    bool operator==(const Order&) const = default;
};

/// What all items cost, without shipping.
inline std::int64_t subtotal(const Order& order) {
    std::int64_t sum = 0;
    for (const auto& item : order.items) sum += item.price();
    return sum;
}

}  // namespace fairdraw::pricing
