// A receipt's JSON, as draw-protocol.md, section 6, has it.
#pragma once

#include <nlohmann/json.hpp>

#include "fairdraw/receipt.hpp"

namespace fairdraw::testing {

/// Throws nlohmann::json::exception where a field is missing or has another type.
inline ReceiptFields receipt_fields(const nlohmann::json& json) {
    return {.origin = json.at("origin"),
            .round = json.at("round"),
            .tag = json.at("tag"),
            .received_at = json.at("received_at"),
            .salt = json.at("salt"),
            .index = json.at("index"),
            .path = json.at("path"),
            .note = json.at("note")};
}

}  // namespace fairdraw::testing
