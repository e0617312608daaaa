// The protocol's vectors, which an implementation that shares no code with this one wrote.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "fairdraw/bytes.hpp"
#include "support/evidence_in_memory.hpp"

namespace fairdraw::testing {

inline const std::filesystem::path vectors{FAIRDRAW_VECTORS};
inline const std::filesystem::path bundles = vectors / "bundles";

nlohmann::json read_json(const std::filesystem::path& path);

/// units.json
const nlohmann::json& units();

Hash hash_in(const nlohmann::json& hex);
Tag tag_in(const nlohmann::json& hex);

/// Bytes of any length from hexadecimal.
std::string bytes_in(const nlohmann::json& hex);

}  // namespace fairdraw::testing
