// What a template promises: what its coupons take off, of which items, and with which others. docs: the
// order in which several are applied, and how is rounded, is in price.hpp.
//
// An item is eligible if the scope names it. A coupon never takes anything off an item that is not eligible.
// A threshold is judged on what the eligible items cost before any coupon.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "pricing/order.hpp"

namespace fairdraw::pricing {

inline constexpr std::size_t max_scope_ids = 1'000;
inline constexpr std::size_t max_id_bytes = 128;
inline constexpr std::size_t max_group_bytes = 64;
inline constexpr int max_together = 5;

/// So much off the eligible items together.
struct AmountOff {
    std::int64_t amount;                    // 1 to max_money, as every sum here
    std::optional<std::int64_t> threshold;  // none: for any order
    bool operator==(const AmountOff&) const = default;
};

/// A share of what the eligible items still cost, in hundredths of a percent.
struct PercentOff {
    int basis_points;                 // 1 to 10000
    std::optional<std::int64_t> cap;  // at most so much
    std::optional<std::int64_t> threshold;
    bool operator==(const PercentOff&) const = default;
};

/// The shipping, or `cap` of it. There must be something eligible in the order.
struct FreeShipping {
    std::optional<std::int64_t> cap;
    std::optional<std::int64_t> threshold;
    bool operator==(const FreeShipping&) const = default;
};

/// The eligible units lie in a row, the most expensive first (of equal price: the item that comes first in
/// the order), and are cut into groups of `buy` + `get`; in each whole group the `get` last are free.
struct BuyXGetY {
    std::int64_t buy;  // 1 to max_quantity, as all three
    std::int64_t get;
    std::optional<std::int64_t> times;  // at most so many groups; none: all
    bool operator==(const BuyXGetY&) const = default;
};

/// So many of the eligible units of a product are free, the most expensive first.
struct FreeItem {
    std::string product;
    std::int64_t quantity;  // 1 to max_quantity
    std::optional<std::int64_t> threshold;
    bool operator==(const FreeItem&) const = default;
};

using Benefit = std::variant<AmountOff, PercentOff, FreeShipping, BuyXGetY, FreeItem>;

struct Scope {
    enum class Kind { shop, merchants, categories, products };
    Kind kind = Kind::shop;
    std::vector<std::string> ids;  // in the order of their bytes, each once; none for the shop

    bool covers(const Item& item) const;
    bool operator==(const Scope&) const = default;
};

struct Stacking {
    std::string group;  // empty: exclusive, never with another
    int at_most = 1;    // 1 to max_together, of its group, this one included; 1 where exclusive

    bool exclusive() const { return group.empty(); }
    bool operator==(const Stacking&) const = default;
};

struct Rule {
    std::string currency;
    Benefit benefit;
    Scope scope;
    Stacking stacking;
    bool operator==(const Rule&) const = default;
};

/// A coupon that is offered for an order. Its code tells it from others.
struct Coupon {
    std::string code;
    std::string template_id;
    Rule rule;
};

}  // namespace fairdraw::pricing
