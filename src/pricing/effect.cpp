#include "pricing/effect.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "pricing/spread.hpp"

namespace fairdraw::pricing {

namespace {

constexpr auto without_end = std::numeric_limits<std::int64_t>::max();

Effect::Kind kind_of(const Benefit& benefit) {
    if (std::holds_alternative<BuyXGetY>(benefit)) return Effect::Kind::buy_x_get_y;
    if (std::holds_alternative<FreeItem>(benefit)) return Effect::Kind::free_item;
    if (std::holds_alternative<PercentOff>(benefit)) return Effect::Kind::percent_off;
    if (std::holds_alternative<AmountOff>(benefit)) return Effect::Kind::amount_off;
    return Effect::Kind::free_shipping;
}

// Money, or units where units are free.
std::int64_t most_of(const Benefit& benefit) {
    if (const auto* b = std::get_if<BuyXGetY>(&benefit)) return b->times ? *b->times * b->get : without_end;
    if (const auto* b = std::get_if<FreeItem>(&benefit)) return b->quantity;
    if (const auto* b = std::get_if<PercentOff>(&benefit)) return b->cap.value_or(without_end);
    if (const auto* b = std::get_if<AmountOff>(&benefit)) return b->amount;
    return std::get<FreeShipping>(benefit).cap.value_or(without_end);
}

std::int64_t percentage(int basis_points, std::int64_t of) {
    return scaled(of, basis_points, 10'000).quotient;
}

// How many of a row's first `end` units are free, when of each whole group the last are.
std::int64_t free_before(std::int64_t end, const BuyXGetY& benefit) {
    const auto group = benefit.buy + benefit.get;
    return end / group * benefit.get + std::max<std::int64_t>(end % group - benefit.buy, 0);
}

}  // namespace

Left::Left(const Order& order) : shipping(order.shipping) {
    for (const auto& item : order.items) items.push_back(item.price());
}

std::int64_t Left::of(const std::vector<std::size_t>& eligible) const {
    std::int64_t sum = 0;
    for (const auto item : eligible) sum += items[item];
    return sum;
}

Effect::Effect(const Order& order, const Coupon& coupon)
    : code_(coupon.code), kind_(kind_of(coupon.rule.benefit)), most_(most_of(coupon.rule.benefit)) {
    for (std::size_t i = 0; i < order.items.size(); ++i)
        if (coupon.rule.scope.covers(order.items[i])) eligible_.push_back(i);
    if (const auto* b = std::get_if<BuyXGetY>(&coupon.rule.benefit)) add_groups(order, *b);
    if (const auto* b = std::get_if<FreeItem>(&coupon.rule.benefit)) add_product(order, *b);
    if (const auto* b = std::get_if<PercentOff>(&coupon.rule.benefit)) basis_points_ = b->basis_points;
    const Left whole{order};
    if (!eligible_.empty()) alone_ = amount(whole, whole.of(eligible_));
    pure_percentage_ = kind_ == Kind::percent_off && alone_ == percentage(basis_points_, whole.of(eligible_));
}

std::vector<std::size_t> Effect::most_expensive_first(const Order& order) const {
    auto row = eligible_;
    std::ranges::stable_sort(row, std::ranges::greater{}, [&](auto i) { return order.items[i].unit_price; });
    return row;
}

void Effect::add_groups(const Order& order, const BuyXGetY& benefit) {
    buy_ = benefit.buy;
    get_ = benefit.get;
    std::int64_t units = 0;
    for (const auto i : eligible_) units += order.items[i].quantity;
    const auto in_whole_groups = units - units % (benefit.buy + benefit.get);
    std::int64_t begin = 0;
    for (const auto i : most_expensive_first(order)) {
        const auto& item = order.items[i];
        const auto end = begin + item.quantity;
        const auto free = free_before(std::min(end, in_whole_groups), benefit) -
                          free_before(std::min(begin, in_whole_groups), benefit);
        if (free > 0 && item.unit_price > 0) units_.push_back({i, item.unit_price, item.quantity - free});
        begin = end;
    }
}

void Effect::add_product(const Order& order, const FreeItem& benefit) {
    product_ = benefit.product;
    for (const auto i : most_expensive_first(order)) {
        const auto& item = order.items[i];
        if (item.product == benefit.product && item.unit_price > 0) units_.push_back({i, item.unit_price, 0});
    }
}

template <class Visit>
void Effect::for_each_free_unit(const Left& left, const Visit& visit) const {
    auto more = most_;
    for (const auto& [item, unit_price, kept] : units_) {
        const auto free = left.items[item] - kept * unit_price;
        if (free <= 0) continue;
        const auto units = std::min(more, free / unit_price);
        more -= units;
        visit(item, units * unit_price);
        if (more == 0) return;
    }
}

std::int64_t Effect::amount(const Left& left, std::int64_t eligible_left) const {
    std::int64_t sum = 0;
    switch (kind_) {
        case Kind::percent_off:
            return std::min(most_, percentage(basis_points_, eligible_left));
        case Kind::amount_off:
            return std::min(most_, eligible_left);
        case Kind::free_shipping:
            return std::min(most_, left.shipping);
        case Kind::buy_x_get_y:
        case Kind::free_item:
            for_each_free_unit(left, [&](std::size_t, std::int64_t off) { sum += off; });
    }
    return sum;
}

void Effect::take(Left& left, std::int64_t eligible_left) const {
    switch (kind_) {
        case Kind::percent_off:
        case Kind::amount_off:
            return take_off(amount(left, eligible_left), eligible_left, eligible_, left.items);
        case Kind::free_shipping:
            left.shipping -= amount(left, eligible_left);
            return;
        case Kind::buy_x_get_y:
        case Kind::free_item:
            for_each_free_unit(left, [&](std::size_t item, std::int64_t off) { left.items[item] -= off; });
    }
}

std::strong_ordering Effect::compare(const Effect& other) const {
    // A cap or an amount shows in what it takes alone.
    const auto units = [](const Effect& e) { return e.kind_ <= Kind::free_item ? e.most_ : 0; };
    return std::forward_as_tuple(kind_, eligible_.size(), eligible_, -alone_, -basis_points_, buy_, get_,
                                 product_, units(*this)) <=>
           std::forward_as_tuple(other.kind_, other.eligible_.size(), other.eligible_, -other.alone_,
                                 -other.basis_points_, other.buy_, other.get_, other.product_, units(other));
}

bool Effect::operator<(const Effect& other) const {
    const auto order = compare(other);
    return order == std::strong_ordering::equal ? code_ < other.code_ : order < 0;
}

}  // namespace fairdraw::pricing
