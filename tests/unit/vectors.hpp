// The protocol's vectors, which an implementation that shares no code with this one wrote.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "fairdraw/bytes.hpp"
#include "support/evidence_in_memory.hpp"

namespace fairdraw::testing {

inline const std::filesystem::path vectors{FAIRDRAW_VECTORS};
inline const std::filesystem::path bundles = vectors / "bundles";

inline nlohmann::json read_json(const std::filesystem::path& path) {
    return nlohmann::json::parse(read_whole(path));
}

inline const nlohmann::json& units() {
    static const nlohmann::json all = read_json(vectors / "units.json");
    return all;
}

inline Hash hash_in(const nlohmann::json& hex) {
    return hash_from_hex(hex.get<std::string>()).value();
}
inline Tag tag_in(const nlohmann::json& hex) {
    return tag_from_hex(hex.get<std::string>()).value();
}

/// Bytes of any length from hexadecimal.
inline std::string bytes_in(const nlohmann::json& hex) {
    const auto digits = hex.get<std::string>();
    std::string bytes(digits.size() / 2, '\0');
    if (!read_hex(digits, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()})) {
        throw std::runtime_error("not hexadecimal: " + digits);
    }
    return bytes;
}

}  // namespace fairdraw::testing
