#include "fairdraw/tlog_proof.hpp"

#include <fmt/format.h>

#include "grammar.hpp"
#include "line_cutter.hpp"

namespace fairdraw {
namespace {

constexpr std::string_view title = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_key = "extra ";
constexpr std::string_view index_key = "index ";

bool is_extra(std::string_view value) {
    const auto bytes = from_base64(value);
    return bytes && !bytes->empty();
}

std::optional<std::uint64_t> index_in(std::optional<std::string_view> line) {
    if (!line || !line->starts_with(index_key)) return std::nullopt;
    return parse_number(line->substr(index_key.size()), largest_count);
}

}  // namespace

std::string format_tlog_proof(std::uint64_t index, std::span<const Hash> path,
                              std::string_view signed_checkpoint) {
    std::string proof = fmt::format("{}\n{}{}\n", title, index_key, index);
    for (const Hash& hash : path) proof += to_base64(hash) + "\n";
    return fmt::format("{}\n{}", proof, signed_checkpoint);
}

tl::expected<TlogProof, Unreadable> parse_tlog_proof(std::string_view bytes, std::string_view file) {
    LineCutter lines(bytes, file);
    if (lines.next() != title) return lines.refuse(fmt::format("expected the line `{}`", title));
    auto line = lines.next();
    if (line && line->starts_with(extra_key)) {
        if (!is_extra(line->substr(extra_key.size()))) return lines.refuse("`extra` is canonical base64");
        line = lines.next();
    }
    TlogProof proof;
    const auto index = index_in(line);
    if (!index) return lines.refuse("expected `index` and a number without sign or leading zeros");
    proof.index = *index;
    for (line = lines.next(); line && !line->empty(); line = lines.next()) {
        const auto hash = hash_from_base64(*line);
        if (!hash) return lines.refuse("expected a hash: 32 bytes in canonical, padded base64");
        proof.path.push_back(*hash);
    }
    if (!line) return lines.refuse("expected an empty line and a checkpoint");
    auto checkpoint = parse_signed_checkpoint(lines.rest(), file);
    if (!checkpoint) {
        Unreadable trouble = checkpoint.error();
        trouble.line += lines.line();
        return tl::unexpected(std::move(trouble));
    }
    proof.checkpoint = *std::move(checkpoint);
    return proof;
}

}  // namespace fairdraw
