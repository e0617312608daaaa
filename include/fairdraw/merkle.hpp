// Merkle trees of RFC 6962, section 2.1, with SHA-256.
//
// Proofs are those of RFC 9162, 2.1.3 and 2.1.4: the same trees, with the algorithms that verify them.
//
// A `MerkleRoot` belongs to one thread at a time; the functions may be called from any thread.
#pragma once

#include <cstdint>
#include <functional>
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

/// Whether `path` proves that the first `from` leaves of the tree of `to` leaves under `root_to` are those
/// under `root_from`: RFC 9162, 2.1.4.2. From nothing, and from a tree to itself, the path is empty.
bool verify_consistency(std::uint64_t from, std::uint64_t to, std::span<const Hash> path,
                        const Hash& root_from, const Hash& root_to);

/// Gives the root over the leaves [index * 2^level, (index + 1) * 2^level) of a tree that is stored. Asked
/// for subtrees only that the tree has in full; a leaf is level 0. What it throws passes through.
using MerkleNode = std::function<Hash(unsigned level, std::uint64_t index)>;

/// The root over the first `size` leaves. Asks for one node for every set bit of `size`.
Hash root_of(std::uint64_t size, const MerkleNode& node);

/// From the leaf at `index` to the root over the first `size` leaves: RFC 9162, 2.1.3.1. Throws
/// std::invalid_argument unless index < size.
std::vector<Hash> inclusion_path(std::uint64_t index, std::uint64_t size, const MerkleNode& node);

/// From the tree over the first `from` leaves to that over the first `to`: RFC 9162, 2.1.4.1; empty from
/// nothing. Throws std::invalid_argument unless from <= to.
std::vector<Hash> consistency_path(std::uint64_t from, std::uint64_t to, const MerkleNode& node);

}  // namespace fairdraw
