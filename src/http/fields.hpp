// Reading header sections: "Name: value" CRLF, a field a line (RFC 9112, section 5). Pure; any thread.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

namespace fairdraw::http {

constexpr char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Names of fields and the tokens in them are ASCII.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, ascii_lower, ascii_lower);
}

// Without the spaces and tabs around it (RFC 9110's OWS).
constexpr std::string_view trim_spaces(std::string_view text) {
    auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

struct Field {
    std::string_view name;
    std::string_view value;
};

// Nothing when there is no colon.
constexpr std::optional<Field> split_field(std::string_view line) {
    auto colon = line.find(':');
    if (colon == line.npos) return std::nullopt;
    return Field{line.substr(0, colon), trim_spaces(line.substr(colon + 1))};
}

// Calls visit(line) for each line, without its CRLF, in order.
template <class Visit>
void for_each_line(std::string_view fields, Visit visit) {
    while (!fields.empty()) {
        auto line = fields.substr(0, fields.find("\r\n"));
        fields.remove_prefix(std::min(fields.size(), line.size() + 2));
        visit(line);
    }
}

// Whether a comma-separated list holds a token.
inline bool list_holds(std::string_view list, std::string_view token) {
    while (!list.empty()) {
        auto member = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), member.size() + 1));
        if (equal_ignoring_case(trim_spaces(member), token)) return true;
    }
    return false;
}

}  // namespace fairdraw::http
