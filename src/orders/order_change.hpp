// What a shop's server asks for while an order is made (hold, then confirm, cancel or revert), and what it is
// told. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "api/refusal.hpp"
#include "fairdraw/time.hpp"
#include "http/message.hpp"
#include "orders/offered.hpp"
#include "orders/order_request.hpp"

namespace fairdraw::orders {

using Answer = tl::expected<http::Response, api::Refusal>;

// A hold as the database is asked for it.
struct PricedHold {
    std::vector<std::string> codes;
    std::vector<std::int64_t> amounts;  // what each takes off, in minor units
    UnixMs expires;
    std::string answer;  // once it is held
};

// `offered`: what the database knows of the wanted coupons, among others or not.
tl::expected<PricedHold, api::Refusal> price_hold(const std::string& order, const HoldRequest& request,
                                                  const std::vector<Offered>& offered, UnixMs now);

// To whoever would have to wait too long, or has: nothing was done for them.
api::Refusal too_many_orders();

// From the words of fairdraw.hold_order and fairdraw.settle_order.
Answer answer_of_hold(const std::string& outcome, const std::string& detail, std::string answer);
Answer answer_of_settling(const std::string& order, const std::string& outcome, const std::string& state);

}  // namespace fairdraw::orders
