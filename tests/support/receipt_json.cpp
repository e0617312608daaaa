#include "support/receipt_json.hpp"

#include <nlohmann/json.hpp>

namespace fairdraw::testing {

ReceiptFields receipt_fields(const nlohmann::json& json) {
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
