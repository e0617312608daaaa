// A shop for the tests of prices: cups, pots and tea of two merchants, and coupons for them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pricing/price.hpp"

namespace fairdraw::pricing {

inline const Item cup{"cup", "pottery", "kitchen", 1, 300};
inline const Item pot{"pot", "pottery", "kitchen", 1, 1'000};
inline const Item tea{"tea", "plantation", "food", 1, 200};

inline Item times(std::int64_t quantity, Item item) {
    item.quantity = quantity;
    return item;
}

inline Order order_of(std::vector<Item> items, std::int64_t shipping = 0) {
    return {"TWD", std::move(items), shipping};
}

inline Coupon coupon(std::string code, Benefit benefit, Scope scope = {}, Stacking stacking = {"shop", 5}) {
    return {std::move(code), "template", {"TWD", std::move(benefit), std::move(scope), std::move(stacking)}};
}

inline Scope products(std::vector<std::string> ids) {
    return {Scope::Kind::products, std::move(ids)};
}

inline Scope merchants(std::vector<std::string> ids) {
    return {Scope::Kind::merchants, std::move(ids)};
}

inline Scope categories(std::vector<std::string> ids) {
    return {Scope::Kind::categories, std::move(ids)};
}

/// What one coupon takes off alone.
inline Taken alone(const Order& order, Benefit benefit, Scope scope = {}) {
    const std::vector coupons{coupon("C", std::move(benefit), std::move(scope))};
    return price(order, coupons).value().coupons.at(0);
}

/// By item, with nothing where nothing is taken off.
inline std::vector<std::int64_t> by_item(const Taken& taken, std::size_t items) {
    std::vector<std::int64_t> amounts(items);
    for (const auto& share : taken.items) amounts.at(share.item) = share.amount;
    return amounts;
}

inline std::vector<std::string> codes(const Price& price) {
    std::vector<std::string> codes;
    for (const auto& taken : price.coupons) codes.push_back(taken.code);
    return codes;
}

}  // namespace fairdraw::pricing
