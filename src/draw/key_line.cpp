#include "key_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ed25519.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/sha256.hpp"
#include "grammar.hpp"

namespace fairdraw {
namespace {

std::string with_algorithm(KeyAlgorithm algorithm, const KeyBytes& key) {
    std::string bytes{static_cast<char>(algorithm)};
    bytes.append(key.begin(), key.end());
    return bytes;
}

std::string_view name_of(KeyAlgorithm algorithm) {
    return algorithm == KeyAlgorithm::ed25519 ? "Ed25519 (0x01)" : "Ed25519 cosignatures (0x04)";
}

}  // namespace

tl::expected<KeyLine, std::string> parse_key_line(std::string_view line, KeyAlgorithm algorithm) {
    const std::size_t name_end = line.find('+');
    const std::size_t id_end = name_end == std::string_view::npos ? name_end : line.find('+', name_end + 1);
    if (id_end == std::string_view::npos) return refuse("a key is `name+<hex key id>+<base64>`");
    KeyLine parts{.name = line.substr(0, name_end),
                  .key_id = line.substr(name_end + 1, id_end - name_end - 1)};
    if (!valid_origin(parts.name)) {
        return refuse("its name is not 1 to 255 bytes of UTF-8 without white space or control characters");
    }
    const auto bytes = from_base64(line.substr(id_end + 1));
    if (!bytes) return refuse("what follows the key id is not canonical, padded base64");
    if (bytes->empty() || bytes->front() != static_cast<char>(algorithm)) {
        return refuse(fmt::format("the key's algorithm is not {}", name_of(algorithm)));
    }
    if (bytes->size() != 1 + parts.key.size()) return refuse("an Ed25519 key has 32 bytes");
    std::ranges::copy(bytes_of(*bytes).subspan(1), parts.key.begin());
    return parts;
}

std::string format_key_line(std::string_view name, const KeyId& id, KeyAlgorithm algorithm,
                            const KeyBytes& key) {
    return fmt::format("{}+{}+{}", name, to_hex(id), to_base64(bytes_of(with_algorithm(algorithm, key))));
}

KeyId key_id_of(std::string_view name, KeyAlgorithm algorithm, const KeyBytes& public_key) {
    const Hash hash =
        Sha256{}.update(name).update("\n").update(with_algorithm(algorithm, public_key)).finish();
    KeyId id;
    std::copy_n(hash.begin(), id.size(), id.begin());
    return id;
}

tl::expected<void, std::string> require_public_key(const KeyLine& line, const KeyId& id) {
    if (line.key_id != to_hex(id))
        return refuse(fmt::format("its key id must be {}, as its name and public key give it", to_hex(id)));
    if (ed25519::is_of_small_order(line.key))
        return refuse("its point is of small order: anybody could sign for it");
    return {};
}

std::string format_signature_line(std::string_view name, const KeyId& id, std::string_view signature) {
    std::string bytes(id.begin(), id.end());
    bytes += signature;
    return fmt::format("\u2014 {} {}\n", name, to_base64(bytes_of(bytes)));
}

}  // namespace fairdraw
