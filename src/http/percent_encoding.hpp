// Percent-encoding (RFC 3986, section 2.1) of path segments and query values. Field values are never decoded.
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fairdraw::http {

enum class Plus { is_plus, is_space };

// Nothing when a '%' is not followed by two hex digits.
std::optional<std::string> percent_decode(std::string_view encoded, Plus plus = Plus::is_plus);

// The same, but also nothing unless the result is UTF-8 without control characters: what a path parameter or
// a query value must be before it may reach a feature or a database.
std::optional<std::string> percent_decode_text(std::string_view encoded, Plus plus = Plus::is_plus);

// C0 and DEL.
constexpr bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace fairdraw::http
