// Orders as shops send them, read strictly and written in one way. Pure; any thread.
//
//   {"currency": "TWD", "shipping": 60,
//    "items": [{"product": "p1", "merchant": "m1", "category": "c1", "quantity": 2, "unit_price": 500}, …]}
//
// merchant and category may be null or absent. Limits are those of order.hpp; names have 1 to max_id_bytes
// bytes and no control characters. Whatever else stands there is refused, by name: an error is such as
// "items[0].quantity: must be a whole number from 1 to 10000".
#pragma once

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <tl/expected.hpp>

#include "pricing/order.hpp"

namespace fairdraw::pricing {

/// An order's members in a body that may hold others `besides`, which the caller reads.
tl::expected<Order, std::string> parse_order(const nlohmann::json& body,
                                             std::initializer_list<const char*> besides = {});

/// With every member, null where absent: equal orders give equal JSON.
nlohmann::json write_order(const Order& order);

}  // namespace fairdraw::pricing
