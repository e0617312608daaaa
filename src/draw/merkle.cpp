#include "fairdraw/merkle.hpp"

#include <bit>

#include "merkle_nodes.hpp"

namespace fairdraw {

void MerkleRoot::append(ByteView leaf_data) {
    Hash hash = hash_leaf(sha256_, leaf_data);
    // Every trailing one bit of the size is a perfect subtree that the new leaf completes into the next
    // larger.
    for (int i = 0; i < std::countr_one(size_); ++i) {
        hash = hash_node(sha256_, peaks_.back(), hash);
        peaks_.pop_back();
    }
    peaks_.push_back(hash);
    ++size_;
}

Hash MerkleRoot::root() {
    if (peaks_.empty()) return sha256_.finish();
    Hash hash = peaks_.back();
    for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak)
        hash = hash_node(sha256_, *peak, hash);
    return hash;
}

Hash merkle_leaf_hash(ByteView leaf_data) {
    Sha256 sha256;
    return hash_leaf(sha256, leaf_data);
}

bool verify_inclusion(const Hash& leaf_hash, std::uint64_t index, std::uint64_t size,
                      std::span<const Hash> path, const Hash& root) {
    if (index >= size) return false;
    Sha256 sha256;
    Hash hash = leaf_hash;
    std::uint64_t node = index;
    std::uint64_t last = size - 1;  // the last node on the same level
    for (const Hash& sibling : path) {
        if (last == 0) return false;
        if (node % 2 == 1 || node == last) {
            hash = hash_node(sha256, sibling, hash);
            // A last node without a sibling is its own parent, up to where it has one.
            while (node % 2 == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = hash_node(sha256, hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == root;
}

}  // namespace fairdraw
