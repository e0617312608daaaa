#include <algorithm>
#include <bit>
#include <stdexcept>

#include "fairdraw/merkle.hpp"
#include "merkle_nodes.hpp"

namespace fairdraw {
namespace {

/// The leaves [begin, begin + size) of a stored tree, where size > 0 and the RFC's way of splitting leads to
/// them: begin is then a multiple of every power of two up to size.
struct Subtree {
    std::uint64_t begin;
    std::uint64_t size;

    bool perfect() const { return std::has_single_bit(size); }
    /// The first k leaves, k being the largest power of two smaller than the size, which is 2 or more.
    Subtree left() const { return {begin, std::bit_floor(size - 1)}; }
    Subtree right() const { return {begin + left().size, size - left().size}; }
};

/// MTH of the subtree. Each step to the right leaves less than half, so this ends after 64 at most.
Hash root_of(Subtree tree, const MerkleNode& node, Sha256& sha256) {
    if (tree.perfect()) {
        const auto level = static_cast<unsigned>(std::countr_zero(tree.size));
        return node(level, tree.begin >> level);
    }
    const Hash left = root_of(tree.left(), node, sha256);
    return hash_node(sha256, left, root_of(tree.right(), node, sha256));
}

}  // namespace

Hash root_of(std::uint64_t size, const MerkleNode& node) {
    Sha256 sha256;
    if (size == 0) return sha256.finish();
    return root_of(Subtree{0, size}, node, sha256);
}

std::vector<Hash> inclusion_path(std::uint64_t index, std::uint64_t size, const MerkleNode& node) {
    if (index >= size) throw std::invalid_argument("no such leaf in a tree of that size");
    Sha256 sha256;
    std::vector<Hash> path;
    for (Subtree tree{0, size}; tree.size > 1;) {
        const bool on_the_left = index < tree.right().begin;
        path.push_back(root_of(on_the_left ? tree.right() : tree.left(), node, sha256));
        tree = on_the_left ? tree.left() : tree.right();
    }
    std::ranges::reverse(path);  // it was found from the root down
    return path;
}

std::vector<Hash> consistency_path(std::uint64_t from, std::uint64_t to, const MerkleNode& node) {
    if (from > to) throw std::invalid_argument("a tree does not shrink");
    if (from == 0) return {};
    Sha256 sha256;
    std::vector<Hash> path;
    Subtree tree{0, to};
    while (tree.begin + tree.size != from) {
        const bool on_the_left = from <= tree.right().begin;
        path.push_back(root_of(on_the_left ? tree.right() : tree.left(), node, sha256));
        tree = on_the_left ? tree.left() : tree.right();
    }
    // Where the old tree is itself a subtree of the new one, its root is known to whoever asks.
    if (tree.begin != 0) path.push_back(root_of(tree, node, sha256));
    std::ranges::reverse(path);
    return path;
}

bool verify_consistency(std::uint64_t from, std::uint64_t to, std::span<const Hash> path,
                        const Hash& root_from, const Hash& root_to) {
    if (from == to) return path.empty() && root_from == root_to;
    if (from == 0) return path.empty() && root_from == sha256(ByteView{});
    if (from > to || path.empty()) return false;
    std::uint64_t node = from - 1;
    std::uint64_t last = to - 1;  // the last node on the same level
    while (node % 2 == 1) {
        node >>= 1;
        last >>= 1;
    }
    const bool root_is_start = std::has_single_bit(from);
    Hash old_hash = root_is_start ? root_from : path.front();
    Hash new_hash = old_hash;
    Sha256 sha256;
    for (const Hash& sibling : path.subspan(root_is_start ? 0 : 1)) {
        if (last == 0) return false;
        if (node % 2 == 1 || node == last) {
            old_hash = hash_node(sha256, sibling, old_hash);
            new_hash = hash_node(sha256, sibling, new_hash);
            while (node % 2 == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = hash_node(sha256, new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && old_hash == root_from && new_hash == root_to;
}

}  // namespace fairdraw
