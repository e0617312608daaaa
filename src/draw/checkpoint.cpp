#include "fairdraw/checkpoint.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "fairdraw/identifiers.hpp"
#include "grammar.hpp"
#include "line_cutter.hpp"

namespace fairdraw {

std::string format(const Checkpoint& it) {
    if (!valid_origin(it.origin)) throw std::invalid_argument("an origin that is none");
    return fmt::format("{}\n{}\n{}\n", it.origin, writable_count(it.size), to_base64(it.root));
}

tl::expected<Checkpoint, Unreadable> parse_checkpoint(std::string_view text, std::string_view file) {
    LineCutter lines(text, file);
    const auto origin = lines.next();
    if (!origin || origin->empty()) return lines.refuse("expected the log's origin");
    const auto size_line = lines.next();
    const auto size = size_line ? parse_number(*size_line, largest_count) : std::nullopt;
    if (!size) return lines.refuse("expected the log's size: a number without sign or leading zeros");
    const auto root_line = lines.next();
    const auto root = root_line ? hash_from_base64(*root_line) : std::nullopt;
    if (!root) return lines.refuse("expected the log's root: 32 bytes in canonical, padded base64");
    while (!lines.done()) {
        const auto extension = lines.next();
        if (!extension || extension->empty()) return lines.refuse("an extension line is not empty");
    }
    return Checkpoint{std::string(*origin), *size, *root};
}

tl::expected<SignedCheckpoint, Unreadable> parse_signed_checkpoint(std::string_view bytes,
                                                                   std::string_view file) {
    auto note = parse_note(bytes, file);
    if (!note) return tl::unexpected(note.error());
    auto checkpoint = parse_checkpoint(note->text, file);
    if (!checkpoint) return tl::unexpected(checkpoint.error());
    return SignedCheckpoint{*std::move(note), *std::move(checkpoint)};
}

}  // namespace fairdraw
