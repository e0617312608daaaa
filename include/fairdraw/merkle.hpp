// Merkle trees of RFC 6962, section 2.1, with SHA-256.
//
// A `MerkleRoot` belongs to one thread at a time; the functions may be called from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "fairdraw/sha256.hpp"

namespace fairdraw {

/// The root over leaves given one at a time. Holds one hash for every set bit of the number of leaves.
class MerkleRoot {
  public:
    void append(ByteView leaf_data);

    std::uint64_t size() const { return size_; }

    /// The root over what was appended so far; more may follow. Of nothing: SHA-256 of the empty string.
    Hash root();

  private:
    Hash node_hash(const Hash& left, const Hash& right);

    Sha256 sha256_;
    std::uint64_t size_ = 0;
    std::vector<Hash> peaks_;  // roots of the perfect subtrees, largest first
};

/// SHA-256(0x00 || data)
Hash merkle_leaf_hash(ByteView leaf_data);

/// Whether `path` (from leaf to root) leads from the leaf at `index` of a tree of `size` leaves to `root`:
/// RFC 9162, 2.1.3.2.
bool verify_inclusion(const Hash& leaf_hash, std::uint64_t index, std::uint64_t size,
                      std::span<const Hash> path, const Hash& root);

}  // namespace fairdraw
