// Prices once more, straight from the words of src/pricing/price.hpp and rule.hpp: every unit on its own,
// every combination tried, and no code shared with the room. What both say is either right or misread twice.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "pricing/rule.hpp"

namespace fairdraw::naive {

using pricing::Coupon;
using pricing::Item;
using pricing::Order;
using pricing::Rule;
using Money = std::int64_t;

/// What is left: of each item, of the shipping; and how many units of each item are free.
struct Rest {
    std::vector<Money> items;
    Money shipping;
    std::vector<Money> free;
};

inline Rest everything(const Order& order) {
    Rest rest{{}, order.shipping, std::vector<Money>(order.items.size(), 0)};
    for (const auto& item : order.items) rest.items.push_back(item.quantity * item.unit_price);
    return rest;
}

inline Money sum(const Rest& rest) {
    Money all = rest.shipping;
    for (const Money item : rest.items) all += item;
    return all;
}

inline bool names(const std::vector<std::string>& ids, const std::optional<std::string>& id) {
    return id && std::count(ids.begin(), ids.end(), *id) > 0;
}

inline std::vector<std::size_t> eligible(const Order& order, const Rule& rule) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < order.items.size(); ++i) {
        const Item& item = order.items[i];
        using Kind = pricing::Scope::Kind;
        const auto kind = rule.scope.kind;
        if (kind == Kind::shop || (kind == Kind::merchants && names(rule.scope.ids, item.merchant)) ||
            (kind == Kind::categories && names(rule.scope.ids, item.category)) ||
            (kind == Kind::products && names(rule.scope.ids, item.product)))
            found.push_back(i);
    }
    return found;
}

/// Whole units by the largest remainder, found by going through all of them again and again.
inline void spread(Rest& rest, const std::vector<std::size_t>& items, Money amount) {
    Money whole = 0;
    for (const auto i : items) whole += rest.items[i];
    std::vector<Money> remainder(rest.items.size(), -1);
    Money over = amount;
    for (const auto i : items) {
        const Money share = amount * rest.items[i] / whole;
        remainder[i] = amount * rest.items[i] % whole;
        rest.items[i] -= share;
        over -= share;
    }
    for (; over > 0; --over) {
        const auto largest = std::max_element(remainder.begin(), remainder.end());
        --rest.items[static_cast<std::size_t>(largest - remainder.begin())];
        *largest = -1;
    }
}

/// Every eligible unit as the item that it is of, the most expensive first.
inline std::vector<std::size_t> row(const Order& order, const Rule& rule) {
    std::vector<std::size_t> units;
    for (const auto i : eligible(order, rule))
        for (Money n = 0; n < order.items[i].quantity; ++n) units.push_back(i);
    std::stable_sort(units.begin(), units.end(), [&](std::size_t a, std::size_t b) {
        return order.items[a].unit_price > order.items[b].unit_price;
    });
    return units;
}

inline void make_free(const Order& order, Rest& rest, std::size_t item) {
    ++rest.free[item];
    rest.items[item] -= order.items[item].unit_price;
}

inline void groups(const Order& order, const Rule& rule, const pricing::BuyXGetY& benefit, Rest& rest) {
    const auto units = row(order, rule);
    const auto group = static_cast<std::size_t>(benefit.buy + benefit.get);
    std::vector<std::size_t> wanted;
    for (std::size_t begin = 0; begin + group <= units.size(); begin += group)
        for (std::size_t i = begin + static_cast<std::size_t>(benefit.buy); i < begin + group; ++i)
            wanted.push_back(units[i]);
    auto counted = rest.free;  // free already: they count as the ones that it would have made free
    Money more = benefit.times ? *benefit.times * benefit.get : 1'000'000;
    for (const auto item : wanted) {
        if (counted[item] > 0) {
            --counted[item];
        } else if (more > 0 && order.items[item].unit_price > 0) {
            make_free(order, rest, item);
            --more;
        }
    }
}

inline void product(const Order& order, const Rule& rule, const pricing::FreeItem& benefit, Rest& rest) {
    auto counted = rest.free;
    Money more = benefit.quantity;
    for (const auto item : row(order, rule)) {
        if (order.items[item].product != benefit.product) continue;
        if (counted[item] > 0) {
            --counted[item];
        } else if (more > 0) {
            make_free(order, rest, item);
            --more;
        }
    }
}

inline void apply(const Order& order, const Rule& rule, Rest& rest) {
    const auto items = eligible(order, rule);
    Money whole = 0;
    for (const auto i : items) whole += rest.items[i];
    if (const auto* b = std::get_if<pricing::BuyXGetY>(&rule.benefit)) groups(order, rule, *b, rest);
    if (const auto* b = std::get_if<pricing::FreeItem>(&rule.benefit)) product(order, rule, *b, rest);
    if (const auto* b = std::get_if<pricing::PercentOff>(&rule.benefit)) {
        const Money off = whole * b->basis_points / 10'000;
        if (whole > 0) spread(rest, items, b->cap ? std::min(*b->cap, off) : off);
    }
    if (const auto* b = std::get_if<pricing::AmountOff>(&rule.benefit))
        if (whole > 0) spread(rest, items, std::min(b->amount, whole));
    if (const auto* b = std::get_if<pricing::FreeShipping>(&rule.benefit))
        rest.shipping -= b->cap ? std::min(*b->cap, rest.shipping) : rest.shipping;
}

inline Money alone(const Order& order, const Rule& rule) {
    Rest rest = everything(order);
    apply(order, rule, rest);
    return sum(everything(order)) - sum(rest);
}

inline bool applies(const Order& order, const Rule& rule) {
    Money threshold = 0;
    if (const auto* b = std::get_if<pricing::AmountOff>(&rule.benefit)) threshold = b->threshold.value_or(0);
    if (const auto* b = std::get_if<pricing::PercentOff>(&rule.benefit)) threshold = b->threshold.value_or(0);
    if (const auto* b = std::get_if<pricing::FreeShipping>(&rule.benefit))
        threshold = b->threshold.value_or(0);
    if (const auto* b = std::get_if<pricing::FreeItem>(&rule.benefit)) threshold = b->threshold.value_or(0);
    Money cost = 0;
    for (const auto i : eligible(order, rule)) cost += order.items[i].quantity * order.items[i].unit_price;
    return rule.currency == order.currency && !eligible(order, rule).empty() && cost >= threshold &&
           alone(order, rule) > 0;
}

/// The order of application, in the words' own order.
inline auto place(const Order& order, const Coupon& coupon) {
    const Rule& rule = coupon.rule;
    int kind = 5;
    Money points = 0, buy = 0, get = 0, units = 0;
    std::string free_product;
    if (const auto* b = std::get_if<pricing::BuyXGetY>(&rule.benefit)) {
        kind = 1;
        std::tie(buy, get) = std::tie(b->buy, b->get);
        units = b->times ? *b->times * b->get : 1'000'000'000'000;
    } else if (const auto* f = std::get_if<pricing::FreeItem>(&rule.benefit)) {
        kind = 2;
        free_product = f->product;
        units = f->quantity;
    } else if (const auto* p = std::get_if<pricing::PercentOff>(&rule.benefit)) {
        kind = 3;
        points = p->basis_points;
    } else if (std::holds_alternative<pricing::AmountOff>(rule.benefit)) {
        kind = 4;
    }
    const auto items = eligible(order, rule);
    return std::tuple{kind, items.size(), items, -alone(order, rule), -points, buy,
                      get,  free_product, units, coupon.code};
}

inline std::vector<Coupon> in_order(const Order& order, std::vector<Coupon> coupons) {
    std::sort(coupons.begin(), coupons.end(),
              [&](const Coupon& a, const Coupon& b) { return place(order, a) < place(order, b); });
    return coupons;
}

inline bool allowed(const std::vector<Coupon>& coupons) {
    if (coupons.size() > 5) return false;
    for (const auto& one : coupons)
        if (coupons.size() > 1 &&
            (one.rule.stacking.group.empty() || one.rule.stacking.group != coupons[0].rule.stacking.group ||
             one.rule.stacking.at_most < static_cast<int>(coupons.size())))
            return false;
    return true;
}

/// What each takes off, by code, when all of these are applied.
inline std::map<std::string, Rest> steps(const Order& order, const std::vector<Coupon>& sorted) {
    std::map<std::string, Rest> taken;
    Rest rest = everything(order);
    for (const auto& coupon : sorted) {
        const Rest before = rest;
        apply(order, coupon.rule, rest);
        Rest off = before;
        for (std::size_t i = 0; i < off.items.size(); ++i) off.items[i] -= rest.items[i];
        off.shipping -= rest.shipping;
        taken[coupon.code] = off;
    }
    return taken;
}

struct Best {
    Money discount = 0;
    std::vector<std::string> codes;  // sorted
    std::vector<Coupon> coupons;     // in the order in which they are applied
};

/// All parts of what is offered, one by one.
inline Best best(const Order& order, const std::vector<Coupon>& offered) {
    std::vector<Coupon> usable;
    for (const auto& coupon : in_order(order, offered))
        if (applies(order, coupon.rule)) usable.push_back(coupon);
    Best best;
    for (unsigned part = 1; part < 1u << usable.size(); ++part) {
        std::vector<Coupon> chosen;
        for (std::size_t i = 0; i < usable.size(); ++i)
            if (part >> i & 1) chosen.push_back(usable[i]);
        if (!allowed(chosen)) continue;
        Rest rest = everything(order);
        Best candidate{0, {}, chosen};
        for (const auto& coupon : chosen) {
            apply(order, coupon.rule, rest);
            candidate.codes.push_back(coupon.code);
        }
        candidate.discount = sum(everything(order)) - sum(rest);
        std::sort(candidate.codes.begin(), candidate.codes.end());
        const auto quality = [](const Best& b) { return std::tuple{-b.discount, b.codes.size(), b.codes}; };
        if (quality(candidate) < quality(best)) best = candidate;
    }
    return best;
}

}  // namespace fairdraw::naive
