// JSON from a file or a server that may be wrong in any way: objects whose fields have the types that they
// must, each given once. One thread.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace fairdraw::http {

/// Why JSON is not what it should be, in words that repeat nothing of it.
struct WrongJson {
    std::string reason;
};

/// An object; throws WrongJson for anything else.
nlohmann::json parse_object(const std::string& bytes);

/// A field's value. They throw WrongJson when it is missing, or has another type or size.
std::string string_in(const nlohmann::json& object, const char* name);
std::uint64_t number_in(const nlohmann::json& object, const char* name, std::uint64_t largest);
std::vector<std::string> strings_in(const nlohmann::json& object, const char* name);

}  // namespace fairdraw::http
