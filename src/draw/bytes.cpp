#include "fairdraw/bytes.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace fairdraw {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::uint8_t no_digit = 0xff;

constexpr std::array<std::uint8_t, 256> digit_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::uint8_t value = 0; value < 16; ++value) {
        values[static_cast<unsigned char>(hex_digits[value])] = value;
    }
    return values;
}();

std::uint8_t value_of(char digit) {
    return digit_values[static_cast<unsigned char>(digit)];
}

}  // namespace

std::string to_hex(ByteView bytes) {
    std::string hex;
    append_hex(hex, bytes);
    return hex;
}

void append_hex(std::string& text, ByteView bytes) {
    const auto begin = text.size();
    text.resize(begin + 2 * bytes.size());
    auto* digit = text.data() + begin;
    for (const std::uint8_t byte : bytes) {
        *digit++ = hex_digits[byte >> 4];
        *digit++ = hex_digits[byte & 0xf];
    }
}

bool read_hex(std::string_view hex, std::span<std::uint8_t> out) {
    if (hex.size() != 2 * out.size()) return false;
    std::uint8_t seen = 0;  // a digit's value never has a high bit, no_digit has
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::uint8_t high = value_of(hex[2 * i]);
        const std::uint8_t low = value_of(hex[2 * i + 1]);
        seen |= high | low;
        out[i] = static_cast<std::uint8_t>((high << 4) | low);
    }
    return seen < 16;
}

std::string to_base64(ByteView bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a NUL
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty()) return std::string{};
    if (text.size() % 4 != 0) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    const int length =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (length < 0) return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    bytes.resize(static_cast<std::size_t>(length) - padding);
    // OpenSSL overlooks white space and bits left over; spelling it again does not.
    if (to_base64(bytes_of(bytes)) != text) return std::nullopt;
    return bytes;
}

std::optional<Hash> hash_from_base64(std::string_view text) {
    const auto bytes = from_base64(text);
    Hash hash;
    if (!bytes || bytes->size() != hash.size()) return std::nullopt;
    std::ranges::copy(bytes_of(*bytes), hash.begin());
    return hash;
}

}  // namespace fairdraw
