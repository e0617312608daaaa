#include "http/percent_encoding.hpp"

#include <algorithm>
#include <fairdraw/identifiers.hpp>

namespace fairdraw::http {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The byte that the "%XX" at `position` stands for.
std::optional<char> encoded_byte(std::string_view text, std::size_t position) {
    if (position + 2 >= text.size()) return std::nullopt;
    int high = hex_digit(text[position + 1]);
    int low = hex_digit(text[position + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view encoded, Plus plus) {
    std::string decoded;
    decoded.reserve(encoded.size());
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        char c = encoded[i];
        if (c == '%') {
            auto byte = encoded_byte(encoded, i);
            if (!byte) return std::nullopt;
            decoded += *byte;
            i += 2;
        } else {
            decoded += c == '+' && plus == Plus::is_space ? ' ' : c;
        }
    }
    return decoded;
}

std::optional<std::string> percent_decode_text(std::string_view encoded, Plus plus) {
    auto decoded = percent_decode(encoded, plus);
    if (decoded && (std::ranges::any_of(*decoded, is_control) || !valid_utf8(*decoded))) return std::nullopt;
    return decoded;
}

}  // namespace fairdraw::http
