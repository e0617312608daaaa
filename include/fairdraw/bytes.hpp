// Fixed-size byte strings and their hexadecimal form (draw-protocol.md, "Notation and bytes").
//
// Values only: every function is pure and may be called from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fairdraw {

using ByteView = std::span<const std::uint8_t>;

/// 32 bytes: a SHA-256 hash, a Merkle root, a commitment, a secret, a tag key, a seed or a ticket.
using Hash = std::array<std::uint8_t, 32>;

/// An entrant's public name in one round: 16 bytes.
using Tag = std::array<std::uint8_t, 16>;

/// The bytes of a text. The view is as short-lived as `text` is.
inline ByteView bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Lower-case hexadecimal, two digits a byte.
std::string to_hex(ByteView bytes);

/// The same at the end of `text`.
void append_hex(std::string& text, ByteView bytes);

/// Reads exactly `2 * out.size()` lower-case hexadecimal digits; false, and `out` unspecified, for anything
/// else.
bool read_hex(std::string_view hex, std::span<std::uint8_t> out);

/// `Size` bytes from exactly `2 * Size` lower-case hexadecimal digits.
template <std::size_t Size>
std::optional<std::array<std::uint8_t, Size>> from_hex(std::string_view hex) {
    std::array<std::uint8_t, Size> bytes;
    if (!read_hex(hex, bytes)) return std::nullopt;
    return bytes;
}

inline std::optional<Hash> hash_from_hex(std::string_view hex) {
    return from_hex<32>(hex);
}
inline std::optional<Tag> tag_from_hex(std::string_view hex) {
    return from_hex<16>(hex);
}

/// Standard base64 (RFC 4648, section 4) with padding.
std::string to_base64(ByteView bytes);

/// The bytes of canonical, padded base64: the only spelling that `to_base64` gives them.
std::optional<std::string> from_base64(std::string_view text);

/// 32 bytes from canonical, padded base64.
std::optional<Hash> hash_from_base64(std::string_view text);

}  // namespace fairdraw
