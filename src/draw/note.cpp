#include "fairdraw/note.hpp"

#include <algorithm>

#include "fairdraw/identifiers.hpp"
#include "grammar.hpp"
#include "stray_bytes.hpp"

namespace fairdraw {
namespace {

constexpr std::string_view em_dash = "\u2014";

std::uint64_t line_number_at(std::string_view bytes, std::size_t position) {
    return 1 + static_cast<std::uint64_t>(std::ranges::count(bytes.substr(0, position), '\n'));
}

/// `— <name> <base64(key id || signature)>`, without its LF.
tl::expected<SignatureLine, std::string> parse_signature_line(std::string_view line) {
    const auto parts = split<3>(line, ' ');
    if (!parts || (*parts)[0] != em_dash) return refuse("a signature line is `\u2014 <name> <base64>`");
    if (!valid_key_name((*parts)[1]))
        return refuse("a key name with white space, a control character or `+`");
    const auto bytes = from_base64((*parts)[2]);
    constexpr std::size_t key_id_size = std::tuple_size_v<KeyId>;
    if (!bytes || bytes->size() <= key_id_size) {
        return refuse("a signature is canonical, padded base64 of more than 4 bytes");
    }
    SignatureLine signature{.name = std::string((*parts)[1]), .signature = bytes->substr(key_id_size)};
    std::ranges::copy(bytes_of(*bytes).first(key_id_size), signature.key_id.begin());
    return signature;
}

}  // namespace

tl::expected<Note, Unreadable> parse_note(std::string_view bytes, std::string_view file) {
    if (auto stray = stray_bytes(bytes, file)) return tl::unexpected(*std::move(stray));
    // A text may hold empty lines: the last one is what separates it from the signatures.
    const std::size_t text_end = bytes.rfind("\n\n");
    if (text_end == std::string_view::npos || text_end + 2 == bytes.size()) {
        const std::uint64_t after_last = line_number_at(bytes, bytes.size());
        return tl::unexpected(
            Unreadable{std::string(file), after_last, "expected an empty line and a signature"});
    }
    Note note{.text = std::string(bytes.substr(0, text_end + 1)), .signatures = {}};
    std::size_t begin = text_end + 2;
    while (begin < bytes.size()) {
        const std::size_t end = bytes.find('\n', begin);
        auto signature = parse_signature_line(bytes.substr(begin, end - begin));
        if (!signature) {
            return tl::unexpected(
                Unreadable{std::string(file), line_number_at(bytes, begin), signature.error()});
        }
        note.signatures.push_back(*std::move(signature));
        begin = end + 1;
    }
    return note;
}

SignatureCount count_signatures(const Note& note, const VerifierKey& key) {
    SignatureCount count;
    for (const SignatureLine& line : note.signatures) {
        if (line.name != key.origin() || line.key_id != key.id()) continue;
        ++count.by_key;
        if (key.verifies(note.text, line.signature)) ++count.valid;
    }
    return count;
}

}  // namespace fairdraw
