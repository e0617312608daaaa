// Whole files and long lists from an EvidenceSource, within limits: evidence may come from somebody hostile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "fairdraw/evidence.hpp"
#include "fairdraw/unreadable.hpp"

namespace fairdraw {

/// A text, a proof or a key; a note of 16 post-quantum signatures fits many times over.
inline constexpr std::size_t largest_text = std::size_t{1} << 20;
/// 130,000,000 entries.
inline constexpr std::uint64_t largest_list = std::uint64_t{1} << 32;
inline constexpr std::size_t longest_list_line = std::size_t{1} << 16;

/// A file as a whole; none where there is no such file.
tl::expected<std::optional<std::string>, Unreadable> read_text_if_there(EvidenceSource& source,
                                                                        std::string_view file);

/// The same, where a missing file is an error.
tl::expected<std::string, Unreadable> read_text(EvidenceSource& source, std::string_view file);

/// Cuts the pieces of a list into lines.
class ListLines {
  public:
    /// `line_grammar` says in an error what every line should have been.
    ListLines(std::string_view file, std::string_view line_grammar)
        : file_(file), line_grammar_(line_grammar) {}

    /// Gives every line that `piece` ends to `take`, without its LF; `take` answers whether it is one. False
    /// once something is wrong.
    template <class Take>
    bool feed(std::string_view piece, Take& take);

    /// After the last piece: what was wrong, if anything.
    std::optional<Unreadable> trouble();

    /// Lines taken so far.
    std::uint64_t count() const { return count_; }

  private:
    bool refuse(std::string_view reason);

    std::string file_;
    std::string line_grammar_;
    std::string unfinished_;  // the beginning of a line whose end is in a later piece
    std::uint64_t size_ = 0;
    std::uint64_t count_ = 0;
    std::optional<Unreadable> trouble_;
};

template <class Take>
bool ListLines::feed(std::string_view piece, Take& take) {
    size_ += piece.size();
    if (size_ > largest_list) return refuse("larger than the 4 GiB this auditor reads");
    for (std::size_t end; (end = piece.find('\n')) != std::string_view::npos; piece.remove_prefix(end + 1)) {
        std::string_view line = piece.substr(0, end);
        if (!unfinished_.empty()) line = unfinished_.append(line);
        // Also of a line that came in one piece, so that it does not matter how lines come.
        if (line.size() > longest_list_line || !take(line)) return refuse(line_grammar_);
        unfinished_.clear();
        ++count_;
    }
    unfinished_ += piece;
    return unfinished_.size() <= longest_list_line || refuse(line_grammar_);
}

/// Reads a list that must be there line by line; answers how many lines it has.
template <class Take>
tl::expected<std::uint64_t, Unreadable> read_list(EvidenceSource& source, std::string_view file,
                                                  std::string_view line_grammar, Take take) {
    ListLines lines(file, line_grammar);
    const bool there = source.read(file, [&](std::string_view piece) { return lines.feed(piece, take); });
    if (!there) return tl::unexpected(Unreadable{std::string(file), 0, "missing"});
    if (auto trouble = lines.trouble()) return tl::unexpected(*std::move(trouble));
    return lines.count();
}

}  // namespace fairdraw
