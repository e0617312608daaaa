// Whether a coupon applies to an order, and which may be used together. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "pricing/rule.hpp"

namespace fairdraw::pricing {

/// Why a coupon does not apply. The first that holds, in this order.
enum class Reason {
    currency,             // the order's is another
    scope,                // no item is eligible
    threshold,            // the eligible items cost less before any coupon
    nothing_to_take_off,  // alone it would take off nothing: no shipping, the free product is not eligible…
};

/// As it stands in answers, such as "nothing_to_take_off".
std::string_view name(Reason reason);

/// None where the coupon applies. What it is worth alone, price() tells.
std::optional<Reason> why_not(const Order& order, const Rule& rule);

/// Whether two coupons may be used on one order: both of one group, each with at least one other.
bool combinable(const Stacking& one, const Stacking& other);

/// Whether all may be used on one order: any one alone, several if all are of one group and are no more than
/// the least at_most among them. Then any part of them may be, too.
bool combinable(std::span<const Coupon> coupons);

}  // namespace fairdraw::pricing
