// What callers send as JSON, read strictly: unknown members, wrong types and values out of range are refused
// by name. Pure; any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw::api {

// What is wrong with a body, on its way out to a Refusal: see reading().
struct Malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// All of these throw Malformed. Null counts as absent: the default, where there is one.
nlohmann::json parse_body(std::string_view body);
// An object that has no member but these; `name` is what the object is called in messages, empty for the
// body.
const nlohmann::json& object(const nlohmann::json& json, std::string_view name,
                             std::initializer_list<std::string_view> members);
nlohmann::json parse_object(std::string_view body, std::initializer_list<std::string_view> members);
bool given(const nlohmann::json& json, const char* name);
// Without control characters.
std::string text(const nlohmann::json& json, const char* name);
std::int64_t number(const nlohmann::json& json, const char* name, std::int64_t least, std::int64_t greatest);
// RFC 3339 with any offset.
UnixMs time(const nlohmann::json& json, const char* name);
// {"from": time, "to": time}; times are RFC 3339 with any offset.
Window window(const nlohmann::json& json, const char* name);

// What `read` makes of a body, or the refusal of a malformed one.
template <class Read>
auto reading(std::string_view body, Read read) -> tl::expected<decltype(read(body)), Refusal> {
    try {
        return read(body);
    } catch (const Malformed& malformed) {
        return tl::unexpected(Refusal{http::Code::invalid_request, malformed.what()});
    }
}

}  // namespace fairdraw::api
