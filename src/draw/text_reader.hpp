// Reads one of the signed texts line by line against what must stand there, and remembers the first thing
// that does not.
//
// After trouble every further field is none, so a parser asks for all its fields and looks for trouble once,
// at the end.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fairdraw/unreadable.hpp"
#include "grammar.hpp"
#include "line_cutter.hpp"

namespace fairdraw {

class TextReader {
  public:
    /// The first line must be `fairdraw/v1 <kind>`. `text` must outlive the reader.
    TextReader(std::string_view text, std::string_view file, std::string_view kind);

    /// The value of the next line, which must be `<key> <value by the rule>`.
    template <class Value>
    std::optional<Value> field(std::string_view key, grammar::Parsed<Value> (*rule)(std::string_view)) {
        const auto text = value_text(key);
        if (!text) return std::nullopt;
        auto value = rule(*text);
        if (!value) {
            refuse(value.error());
            return std::nullopt;
        }
        return *std::move(value);
    }

    /// Says that the line read last is wrong in a way only the whole text shows.
    void refuse(std::string reason);

    /// What was wrong first, an extra line at the end included.
    std::optional<Unreadable> trouble();

  private:
    std::optional<std::string_view> next_line();
    std::optional<std::string_view> value_text(std::string_view key);

    LineCutter lines_;
    std::optional<Unreadable> trouble_;
};

}  // namespace fairdraw
