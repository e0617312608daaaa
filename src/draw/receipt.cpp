#include "fairdraw/receipt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "big_endian.hpp"
#include "grammar.hpp"
#include "text_reader.hpp"

namespace fairdraw {

std::string format(const ReceiptsText& it) {
    if (!valid_origin(it.origin)) throw std::invalid_argument("an origin that is none");
    return fmt::format("fairdraw/v1 receipts\norigin {}\nround {}\ncommitted {}\nsize {}\nroot {}\n",
                       it.origin, it.round.text(), format_rfc3339(it.committed), writable_count(it.size),
                       to_hex(it.root));
}

tl::expected<ReceiptsText, Unreadable> parse_receipts(std::string_view text, std::string_view file) {
    TextReader read(text, file, "receipts");
    const auto origin = read.field("origin", grammar::origin);
    const auto round = read.field("round", grammar::round);
    const auto committed = read.field("committed", grammar::time);
    const auto size = read.field("size", grammar::count);
    const auto root = read.field("root", grammar::hash);
    if (auto trouble = read.trouble()) return tl::unexpected(*std::move(trouble));
    return ReceiptsText{
        .origin = *origin, .round = *round, .committed = *committed, .size = *size, .root = *root};
}

std::array<std::uint8_t, 40> receipt_leaf(const Tag& tag, UnixMs received_at, const Salt& salt) {
    std::array<std::uint8_t, 40> leaf;
    auto end = std::ranges::copy(tag, leaf.begin()).out;
    end = std::ranges::copy(big_endian(static_cast<std::uint64_t>(received_at.value)), end).out;
    std::ranges::copy(salt, end);
    return leaf;
}

namespace {

tl::unexpected<Unreadable> bad_field(std::string_view file, std::string_view field) {
    return tl::unexpected(Unreadable{std::string(file), 0, fmt::format("its `{}` is none", field)});
}

std::optional<std::vector<Hash>> parse_path(const std::vector<std::string>& hexes) {
    std::vector<Hash> path;
    for (const std::string& hex : hexes) {
        const auto hash = hash_from_hex(hex);
        if (!hash) return std::nullopt;
        path.push_back(*hash);
    }
    return path;
}

}  // namespace

tl::expected<Receipt, Unreadable> parse_receipt(const ReceiptFields& fields, std::string_view file) {
    if (!valid_origin(fields.origin)) return bad_field(file, "origin");
    const auto round = RoundId::parse(fields.round);
    if (!round) return bad_field(file, "round");
    const auto tag = tag_from_hex(fields.tag);
    if (!tag) return bad_field(file, "tag");
    const auto received_at = parse_rfc3339(fields.received_at);
    if (!received_at) return bad_field(file, "received_at");
    const auto salt = from_hex<std::tuple_size_v<Salt>>(fields.salt);
    if (!salt) return bad_field(file, "salt");
    if (fields.index > largest_count) return bad_field(file, "index");
    auto path = parse_path(fields.path);
    if (!path) return bad_field(file, "path");
    const std::string note_file = fmt::format("{}, its `note`", file);
    auto note = parse_note(fields.note, note_file);
    if (!note) return tl::unexpected(note.error());
    auto receipts = parse_receipts(note->text, note_file);
    if (!receipts) return tl::unexpected(receipts.error());
    return Receipt{.origin = fields.origin,
                   .round = *round,
                   .tag = *tag,
                   .received_at = *received_at,
                   .salt = *salt,
                   .index = fields.index,
                   .path = *std::move(path),
                   .note = *std::move(note),
                   .receipts = *std::move(receipts)};
}

}  // namespace fairdraw
