#include "pricing/applies.hpp"

#include <algorithm>

#include "pricing/effect.hpp"

namespace fairdraw::pricing {

namespace {

std::optional<std::int64_t> threshold_of(const Benefit& benefit) {
    return std::visit(
        [](const auto& b) -> std::optional<std::int64_t> {
            if constexpr (requires { b.threshold; }) return b.threshold;
            return std::nullopt;
        },
        benefit);
}

}  // namespace

std::string_view name(Reason reason) {
    switch (reason) {
        case Reason::currency:
            return "currency";
        case Reason::scope:
            return "scope";
        case Reason::threshold:
            return "threshold";
        case Reason::nothing_to_take_off:
            return "nothing_to_take_off";
    }
    return "";
}

std::optional<Reason> why_not(const Order& order, const Rule& rule) {
    if (rule.currency != order.currency) return Reason::currency;
    const Effect effect{order, Coupon{"", "", rule}};
    if (effect.eligible().empty()) return Reason::scope;
    if (Left{order}.of(effect.eligible()) < threshold_of(rule.benefit).value_or(0)) return Reason::threshold;
    if (effect.alone() == 0) return Reason::nothing_to_take_off;
    return std::nullopt;
}

bool combinable(const Stacking& one, const Stacking& other) {
    return !one.exclusive() && one.group == other.group && std::min(one.at_most, other.at_most) > 1;
}

bool combinable(std::span<const Coupon> coupons) {
    if (coupons.size() < 2) return true;
    return std::ranges::all_of(coupons, [&](const Coupon& coupon) {
        const auto& stacking = coupon.rule.stacking;
        return combinable(coupons.front().rule.stacking, stacking) &&
               coupons.size() <= static_cast<std::size_t>(stacking.at_most);
    });
}

}  // namespace fairdraw::pricing
