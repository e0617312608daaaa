// `<name>+<hex key id>+<base64(algorithm || 32 bytes)>`: the shape of every key of a signed note
// (https://c2sp.org/signed-note), the operator's and witnesses'. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "fairdraw/note.hpp"

namespace fairdraw {

/// A signature type of signed notes.
enum class KeyAlgorithm : std::uint8_t {
    ed25519 = 0x01,
    ed25519_cosignature = 0x04,  ///< https://c2sp.org/tlog-cosignature
};

using KeyBytes = std::array<std::uint8_t, 32>;

/// Its views are as short-lived as the line is.
struct KeyLine {
    std::string_view name;
    std::string_view key_id;  ///< as it stands there: whoever knows the public key compares it
    KeyBytes key{};
};

/// From one line without its LF. The error says what is wrong, and never repeats the key.
tl::expected<KeyLine, std::string> parse_key_line(std::string_view line, KeyAlgorithm algorithm);

std::string format_key_line(std::string_view name, const KeyId& id, KeyAlgorithm algorithm,
                            const KeyBytes& key);

/// The first 4 bytes of SHA-256(name || LF || algorithm || public key).
KeyId key_id_of(std::string_view name, KeyAlgorithm algorithm, const KeyBytes& public_key);

/// Of a line that holds a public key: why its key id is not `id`, if it is not, or that the key proves
/// nothing.
tl::expected<void, std::string> require_public_key(const KeyLine& line, const KeyId& id);

/// `— <name> <base64(key id || signature)>` and its LF.
std::string format_signature_line(std::string_view name, const KeyId& id, std::string_view signature);

}  // namespace fairdraw
