// Numbers as the bytes that go into hashes (draw-protocol.md, BE32 and BE64). Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "fairdraw/bytes.hpp"

namespace fairdraw {

template <class Number>
std::array<std::uint8_t, sizeof(Number)> big_endian(Number number) {
    std::array<std::uint8_t, sizeof(Number)> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(number >> (8 * (bytes.size() - 1 - i)));
    }
    return bytes;
}

/// The number that sizeof(Number) bytes are.
template <class Number>
Number from_big_endian(ByteView bytes) {
    Number number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) number = static_cast<Number>((number << 8) | bytes[i]);
    return number;
}

/// The first 8 bytes of a hash as a number.
inline std::uint64_t leading_number(const Hash& hash) {
    return from_big_endian<std::uint64_t>(hash);
}

}  // namespace fairdraw
