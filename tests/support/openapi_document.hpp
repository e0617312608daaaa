// An OpenAPI document as one plain tree: YAML read as JSON, every $ref replaced by what it names, and objects
// that are put together with allOf under unevaluatedProperties: false written out as one closed object, which
// is what validators of older drafts understand. Pure functions.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace fairdraw::testing {

// Throws std::runtime_error when the file cannot be read or a $ref leads nowhere.
nlohmann::json read_openapi(const std::filesystem::path& file);

}  // namespace fairdraw::testing
