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

}  // namespace fairdraw
