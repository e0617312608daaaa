#include "evidence_files.hpp"

namespace fairdraw {

tl::expected<std::optional<std::string>, Unreadable> read_text_if_there(EvidenceSource& source,
                                                                        std::string_view file) {
    std::string text;
    const bool there = source.read(file, [&](std::string_view piece) {
        text += piece;
        return text.size() <= largest_text;
    });
    if (!there) return std::nullopt;
    if (text.size() > largest_text) {
        return tl::unexpected(
            Unreadable{std::string(file), 0, "larger than the 1 MiB this auditor reads of a text"});
    }
    return text;
}

tl::expected<std::string, Unreadable> read_text(EvidenceSource& source, std::string_view file) {
    auto text = read_text_if_there(source, file);
    if (!text) return tl::unexpected(text.error());
    if (!*text) return tl::unexpected(Unreadable{std::string(file), 0, "missing"});
    return **std::move(text);
}

std::optional<Unreadable> ListLines::trouble() {
    if (!trouble_ && !unfinished_.empty()) refuse("the line has no end");
    return trouble_;
}

bool ListLines::refuse(std::string_view reason) {
    if (!trouble_) trouble_ = Unreadable{file_, count_ + 1, std::string(reason)};
    return false;
}

}  // namespace fairdraw
