// What an order costs with coupons, and which of them make it cheapest. Pure; any thread.
//
// Coupons are applied one after the other, each to what those before it left of the items and of the
// shipping. The order does not depend on how they are given:
//   1. by kind: buy_x_get_y, free_item, percent_off, amount_off, free_shipping, so that a percentage is not
//      taken of units that are free, and an amount keeps its face value as long as so much is left;
//   2. within a kind, those for fewer of the order's items first, then those for items that come first in
//      the order (the lists of their eligible items' indexes, compared lexicographically);
//   3. then those that alone would take off more;
//   4. then the one with more basis points; with the smaller buy, then get; with the first product by its
//      bytes; with the smaller times * get (without times: last) or quantity; with the first code by its
//      bytes.
//
// What a coupon takes off:
//   buy_x_get_y    the free units of rule.hpp, chosen on the order as it was given; of each item those that
//                  are free already count as the ones this coupon would have made free
//   free_item      units that are not free yet
//   percent_off    what is left of the eligible items * basis_points / 10000, ROUNDED DOWN to a whole minor
//                  unit, at most the cap
//   amount_off     the amount, or what is left of the eligible items if that is less
//   free_shipping  what is left of the shipping, at most the cap
// A percentage or an amount is spread over the eligible items in proportion to what is left of each, to the
// last minor unit: each gets its share rounded down, and the units that remain go one each to the largest
// remainders, of equal ones to the item that comes first. No item ever gets more than is left of it.
//
// Adding a coupon never raises the price. In exact arithmetic that is so because each step leaves less where
// less was left before it. Spreading whole units can break it by a unit or so; therefore the price of several
// coupons is the lowest that any part of them gives, as just described (of equal ones: the fewest coupons,
// then the first codes), and the others take off nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "pricing/applies.hpp"
#include "pricing/order.hpp"
#include "pricing/rule.hpp"

namespace fairdraw::pricing {

inline constexpr std::size_t max_considered = 50;

struct ItemShare {
    std::size_t item;     // its index in the order
    std::int64_t amount;  // more than 0
    bool operator==(const ItemShare&) const = default;
};

/// What one coupon takes off. amount = the items' shares + shipping.
struct Taken {
    std::string code;
    std::int64_t amount;
    std::vector<ItemShare> items;  // by index
    std::int64_t shipping;
    bool operator==(const Taken&) const = default;
};

struct Price {
    std::vector<Taken> coupons;  // in the order in which they are applied
    std::int64_t discount;       // sum of the coupons' amounts
    std::int64_t total;          // what is to be paid, shipping included: never below 0
    bool operator==(const Price&) const = default;
};

/// Why coupons cannot be priced together.
struct Obstacle {
    enum class Kind { does_not_apply, given_twice, not_combinable };
    Kind kind;
    std::string code;              // of which coupon; empty where they are not combinable
    std::optional<Reason> reason;  // why it does not apply
};

/// Exactly these coupons on the order; all of them stand in the answer, also those that take off nothing.
/// No more than max_together can be combined. Throws std::invalid_argument for an order of more than
/// max_items items.
tl::expected<Price, Obstacle> price(const Order& order, std::span<const Coupon> coupons);

/// The lowest price that any allowed combination of at most max_together of these gives; of equal ones the
/// fewest coupons, then the first codes (sorted by bytes, compared lexicographically). Coupons that do not
/// apply are passed over, and all that stand in the answer take something off. Exact: a branch and bound.
/// Throws std::invalid_argument for more than max_considered coupons, two with the same code, or an order of
/// more than max_items items.
Price best(const Order& order, std::span<const Coupon> coupons);

}  // namespace fairdraw::pricing
