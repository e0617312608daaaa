// A whole Merkle tree of RFC 6962, section 2.1, held in memory, for whoever needs the paths of many leaves.
//
// Immutable; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "fairdraw/bytes.hpp"

namespace fairdraw {

class MerkleTree {
  public:
    /// `leaf_hashes` as merkle_leaf_hash gives them. Holds about twice as many hashes.
    explicit MerkleTree(std::vector<Hash> leaf_hashes);

    std::uint64_t size() const { return levels_.front().size(); }

    /// Of nothing: SHA-256 of the empty string.
    Hash root() const;

    /// From leaf to root (RFC 9162, 2.1.3). Precondition: index < size().
    std::vector<Hash> path(std::uint64_t index) const;

  private:
    std::vector<std::vector<Hash>> levels_;  // leaves first; a last node without a sibling is its own parent
};

}  // namespace fairdraw
