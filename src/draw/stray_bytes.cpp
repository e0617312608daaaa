#include "stray_bytes.hpp"

#include <algorithm>

#include "grammar.hpp"
#include "line_cutter.hpp"

namespace fairdraw {
namespace {

constexpr std::string_view byte_order_mark = "\ufeff";

/// What is wrong with a line; empty when nothing is.
std::string_view fault_of(std::string_view line) {
    if (!valid_utf8(line)) return "not UTF-8";
    if (line.find('\r') != std::string_view::npos) return "a carriage return: lines end in LF alone";
    if (std::ranges::any_of(line, [](char c) { return c >= 0 && c < 0x20; })) return "a control character";
    return {};
}

}  // namespace

std::optional<Unreadable> stray_bytes(std::string_view bytes, std::string_view file) {
    const auto trouble = [&](std::uint64_t line, std::string_view reason) {
        return Unreadable{std::string(file), line, std::string(reason)};
    };
    if (bytes.starts_with(byte_order_mark)) return trouble(1, "a byte order mark: it is UTF-8 without one");
    LineCutter lines(bytes, file);
    while (!lines.done()) {
        const auto line = lines.next();
        const std::string_view fault = fault_of(line ? *line : lines.rest());
        if (!fault.empty()) return trouble(lines.line(), fault);
        if (!line) return trouble(lines.line(), "the line has no end: a last LF is missing");
    }
    return std::nullopt;
}

}  // namespace fairdraw
