// What a coupon does on one order, worked out once: its eligible items, its free units, the most it can take.
// What it takes off grows with what is left, and it leaves more where more was left (but for spreading).
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "pricing/rule.hpp"

namespace fairdraw::pricing {

/// What coupons have left of an order.
struct Left {
    std::vector<std::int64_t> items;
    std::int64_t shipping;

    explicit Left(const Order& order);
    std::int64_t of(const std::vector<std::size_t>& eligible) const;
};

/// An item of which a coupon may make units free.
struct FreeUnits {
    std::size_t item;
    std::int64_t unit_price;
    std::int64_t kept;  // so many units of it the coupon leaves alone
};

class Effect {
  public:
    // In the order in which they are applied.
    enum class Kind { buy_x_get_y, free_item, percent_off, amount_off, free_shipping };

    /// The order's threshold and currency are not looked at.
    Effect(const Order& order, const Coupon& coupon);

    Kind kind() const { return kind_; }
    const std::string& code() const { return code_; }
    const std::vector<std::size_t>& eligible() const { return eligible_; }
    int basis_points() const { return basis_points_; }

    /// What it takes off alone: the most that it can take off.
    std::int64_t alone() const { return alone_; }

    /// Takes its percentage of whatever is left: no cap can be reached.
    bool pure_percentage() const { return pure_percentage_; }

    /// `eligible_left` = left.of(eligible()).
    std::int64_t amount(const Left& left, std::int64_t eligible_left) const;
    void take(Left& left, std::int64_t eligible_left) const;

    /// Whether it comes before another; no two are equal but those with one code.
    bool operator<(const Effect& other) const;
    /// Whether it does the same to whatever is left.
    bool alike(const Effect& other) const { return compare(other) == std::strong_ordering::equal; }

  private:
    void add_groups(const Order& order, const BuyXGetY& benefit);
    void add_product(const Order& order, const FreeItem& benefit);
    std::vector<std::size_t> most_expensive_first(const Order& order) const;
    std::strong_ordering compare(const Effect& other) const;
    template <class Visit>
    void for_each_free_unit(const Left& left, const Visit& visit) const;

    std::string code_;
    Kind kind_;
    std::vector<std::size_t> eligible_;
    int basis_points_ = 0;
    std::int64_t buy_ = 0;
    std::int64_t get_ = 0;
    std::string product_;
    std::int64_t most_;             // money, or units where units are free
    std::vector<FreeUnits> units_;  // those it makes free first come first
    std::int64_t alone_ = 0;
    bool pure_percentage_ = false;
};

}  // namespace fairdraw::pricing
