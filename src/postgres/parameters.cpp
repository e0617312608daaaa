#include "postgres/parameters.hpp"

namespace fairdraw::postgres {

namespace {

void append_quoted(std::string& literal, std::string_view element) {
    literal += '"';
    for (const char c : element) {
        if (c == '"' || c == '\\') literal += '\\';
        literal += c;
    }
    literal += '"';
}

}  // namespace

Parameter::Parameter(std::span<const std::uint8_t> bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string hex = "\\x";
    hex.reserve(2 + 2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    text_ = std::move(hex);
}

Parameter::Parameter(const std::vector<std::string>& texts) {
    std::string literal = "{";
    for (const auto& text : texts) {
        if (literal.size() > 1) literal += ',';
        append_quoted(literal, text);
    }
    text_ = literal + "}";
}

Parameter::Parameter(const std::vector<std::int64_t>& numbers) {
    std::string literal = "{";
    for (const auto number : numbers) {
        if (literal.size() > 1) literal += ',';
        literal += std::to_string(number);
    }
    text_ = literal + "}";
}

}  // namespace fairdraw::postgres
