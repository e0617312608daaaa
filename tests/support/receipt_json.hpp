// A receipt's JSON, as draw-protocol.md, section 6, has it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "fairdraw/receipt.hpp"

namespace fairdraw::testing {

/// Throws nlohmann::json::exception where a field is missing or has another type.
ReceiptFields receipt_fields(const nlohmann::json& json);

}  // namespace fairdraw::testing
