// Takes a text that is held in memory apart, line by line, and says where it was when something is wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "fairdraw/unreadable.hpp"

namespace fairdraw {

/// Its views are as short-lived as the text is.
class LineCutter {
  public:
    LineCutter(std::string_view text, std::string_view file) : rest_(text), file_(file) {}

    /// The next line without its LF; none where there is no whole line.
    std::optional<std::string_view> next() {
        ++line_;
        const std::size_t end = rest_.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return line;
    }

    bool done() const { return rest_.empty(); }

    /// What was not cut yet.
    std::string_view rest() const { return rest_; }

    /// Lines asked for so far.
    std::uint64_t line() const { return line_; }

    /// That the line asked for last is not what it should be.
    tl::unexpected<Unreadable> refuse(std::string reason) const {
        return tl::unexpected(Unreadable{file_, line_, std::move(reason)});
    }

  private:
    std::string_view rest_;
    std::string file_;
    std::uint64_t line_ = 0;
};

}  // namespace fairdraw
