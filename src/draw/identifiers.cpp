#include "fairdraw/identifiers.hpp"

#include <algorithm>
#include <cstdint>

namespace fairdraw {
namespace {

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// How long a sequence is by its first byte, and what that byte says of the code point; length 0 when it
/// begins none.
struct LeadByte {
    std::size_t length;
    char32_t bits;
    char32_t smallest;  // what fits into fewer bytes is overlong
};

constexpr LeadByte lead_byte(unsigned char byte) {
    if (byte < 0x80) return {1, byte, 0};
    if (byte >= 0xc0 && byte < 0xe0) return {2, byte & 0x1fU, 0x80};
    if (byte >= 0xe0 && byte < 0xf0) return {3, byte & 0x0fU, 0x800};
    if (byte >= 0xf0 && byte < 0xf8) return {4, byte & 0x07U, 0x10000};
    return {0, 0, 0};
}

/// Takes one code point off the front of `rest`, which is not empty; none, if it begins with none.
std::optional<char32_t> take_code_point(std::string_view& rest) {
    const LeadByte lead = lead_byte(static_cast<unsigned char>(rest.front()));
    if (lead.length == 0 || rest.size() < lead.length) return std::nullopt;
    char32_t code_point = lead.bits;
    for (const char c : rest.substr(1, lead.length - 1)) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0U) != 0x80) return std::nullopt;
        code_point = (code_point << 6) | (byte & 0x3fU);
    }
    const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
    if (code_point < lead.smallest || code_point > 0x10ffff || surrogate) return std::nullopt;
    rest.remove_prefix(lead.length);
    return code_point;
}

bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

bool is_white_space(char32_t c) {
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
           c == 0x3000;
}

template <class Allowed>
bool all_code_points(std::string_view text, Allowed allowed) {
    while (!text.empty()) {
        const auto code_point = take_code_point(text);
        if (!code_point || !allowed(*code_point)) return false;
    }
    return true;
}

constexpr std::size_t longest_round_id = 64;
constexpr std::size_t longest_name = 255;

}  // namespace

bool valid_utf8(std::string_view text) {
    return all_code_points(text, [](char32_t) { return true; });
}

bool valid_round_id(std::string_view id) {
    const auto allowed = [](char c) { return is_lower(c) || is_digit(c) || c == '-'; };
    return !id.empty() && id.size() <= longest_round_id && id.front() != '-' &&
           std::ranges::all_of(id, allowed);
}

bool valid_key_name(std::string_view name) {
    return !name.empty() && all_code_points(name, [](char32_t c) {
        return !is_control(c) && !is_white_space(c) && c != U'+';
    });
}

bool valid_origin(std::string_view origin) {
    return origin.size() <= longest_name && valid_key_name(origin);
}

bool valid_user_id(std::string_view user) {
    return !user.empty() && user.size() <= longest_name &&
           all_code_points(user, [](char32_t c) { return !is_control(c); });
}

bool valid_disqualification_reason(std::string_view reason) {
    return !reason.empty() && std::ranges::all_of(reason, [](char c) { return is_lower(c) || c == '_'; });
}

bool valid_void_reason(std::string_view reason) {
    return !reason.empty() && reason.front() != ' ' && reason.back() != ' ' &&
           all_code_points(reason, [](char32_t c) { return !is_control(c); });
}

std::optional<RoundId> RoundId::parse(std::string_view id) {
    if (!valid_round_id(id)) return std::nullopt;
    return RoundId(id);
}

}  // namespace fairdraw
