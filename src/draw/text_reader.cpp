#include "text_reader.hpp"

#include <fmt/format.h>

namespace fairdraw {

TextReader::TextReader(std::string_view text, std::string_view file, std::string_view kind)
    : lines_(text, file) {
    const std::string title = fmt::format("fairdraw/v1 {}", kind);
    const auto line = next_line();
    if (!trouble_ && line != title) refuse(fmt::format("expected the line `{}`", title));
}

void TextReader::refuse(std::string reason) {
    if (!trouble_) trouble_ = lines_.refuse(std::move(reason)).value();
}

std::optional<Unreadable> TextReader::trouble() {
    if (!trouble_ && !lines_.done()) {
        lines_.next();
        refuse("an extra line");
    }
    return trouble_;
}

std::optional<std::string_view> TextReader::next_line() {
    if (trouble_) return std::nullopt;
    const auto line = lines_.next();
    if (!line) refuse(lines_.done() ? "a line is missing" : "the line has no end");
    return line;
}

std::optional<std::string_view> TextReader::value_text(std::string_view key) {
    auto line = next_line();
    if (!line) return std::nullopt;
    if (!line->starts_with(key) || line->size() <= key.size() || (*line)[key.size()] != ' ') {
        refuse(fmt::format("expected `{}` and its value", key));
        return std::nullopt;
    }
    return line->substr(key.size() + 1);
}

}  // namespace fairdraw
