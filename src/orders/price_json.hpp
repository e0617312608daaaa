// Prices as they are answered. Pure; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "pricing/price.hpp"

namespace fairdraw::orders {

// {"coupons": [...], "discount": ..., "total": ...}
nlohmann::ordered_json json_of(const pricing::Price& price);

}  // namespace fairdraw::orders
