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

/// The first 8 bytes of a hash as a number.
inline std::uint64_t leading_number(const Hash& hash) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) number = (number << 8) | hash[i];
    return number;
}

}  // namespace fairdraw
