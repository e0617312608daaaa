// How Merkle trees hash (RFC 6962, section 2.1). A `Sha256` belongs to one thread at a time.
#pragma once

#include <cstdint>

#include "fairdraw/sha256.hpp"

namespace fairdraw {

inline Hash hash_leaf(Sha256& sha256, ByteView data) {
    constexpr std::uint8_t prefix[] = {0x00};
    return sha256.update(prefix).update(data).finish();
}

inline Hash hash_node(Sha256& sha256, const Hash& left, const Hash& right) {
    constexpr std::uint8_t prefix[] = {0x01};
    return sha256.update(prefix).update(left).update(right).finish();
}

}  // namespace fairdraw
