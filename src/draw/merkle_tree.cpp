#include "fairdraw/merkle_tree.hpp"

#include "merkle_nodes.hpp"

namespace fairdraw {

MerkleTree::MerkleTree(std::vector<Hash> leaf_hashes) {
    Sha256 sha256;
    levels_.push_back(std::move(leaf_hashes));
    while (levels_.back().size() > 1) {
        const auto& below = levels_.back();
        std::vector<Hash> level;
        level.reserve((below.size() + 1) / 2);
        for (std::size_t i = 0; i + 1 < below.size(); i += 2)
            level.push_back(hash_node(sha256, below[i], below[i + 1]));
        if (below.size() % 2 == 1) level.push_back(below.back());
        levels_.push_back(std::move(level));
    }
}

Hash MerkleTree::root() const {
    return size() == 0 ? sha256(std::string_view{}) : levels_.back().front();
}

std::vector<Hash> MerkleTree::path(std::uint64_t index) const {
    std::vector<Hash> path;
    for (const auto& level : levels_) {
        const auto sibling = index ^ 1;
        if (sibling < level.size()) path.push_back(level[sibling]);
        index >>= 1;
    }
    return path;
}

}  // namespace fairdraw
