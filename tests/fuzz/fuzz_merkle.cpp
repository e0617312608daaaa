// Merkle trees against the words of RFC 6962: roots by its recursion, inclusion and consistency by its
// definitions of a path.
#include "fairdraw/merkle.hpp"

#include <string>
#include <vector>

#include "fuzz_target.hpp"
#include "unit/naive_draw.hpp"

namespace {

using namespace fairdraw;
using naive::Bytes;

Bytes bytes_of_hash(const Hash& hash) {
    return {hash.begin(), hash.end()};
}

/// RFC 6962, 2.1.1, read from its end: the last hash of a path is the half of the tree in which the leaf is
/// not. No root (an empty string) for a path that is too short or too long.
Bytes root_by_path(const Bytes& leaf, std::uint64_t m, std::uint64_t n, std::vector<Bytes> path) {
    if (n == 1) return path.empty() ? leaf : Bytes();
    if (path.empty()) return {};
    const Bytes sibling = path.back();
    path.pop_back();
    std::uint64_t k = 1;
    while (k < n - k) k *= 2;
    const Bytes half = m < k ? root_by_path(leaf, m, k, path) : root_by_path(leaf, m - k, n - k, path);
    if (half.empty()) return {};
    return naive::sha256(m < k ? Bytes(1, '\x01') + half + sibling : Bytes(1, '\x01') + sibling + half);
}

struct BothRoots {
    Bytes of_old;
    Bytes of_new;
};

/// RFC 6962, 2.1.2, read from its end: what SUBPROOF(m, D[n], b) says of both roots. Empty ones for a path
/// that is too short or too long. `known` is b: the old tree is the whole of this subtree so far, and its
/// root need not be in the path.
BothRoots roots_by_proof(const Bytes& old_root, std::uint64_t m, std::uint64_t n, bool known,
                         std::vector<Bytes> path) {
    if (m == n) {
        if (known) return path.empty() ? BothRoots{old_root, old_root} : BothRoots{};
        return path.size() == 1 ? BothRoots{path[0], path[0]} : BothRoots{};
    }
    if (path.empty()) return {};
    const Bytes sibling = path.back();
    path.pop_back();
    std::uint64_t k = 1;
    while (k < n - k) k *= 2;
    const Bytes node(1, '\x01');
    if (m <= k) {
        const BothRoots left = roots_by_proof(old_root, m, k, known, path);
        if (left.of_old.empty()) return {};
        return {left.of_old, naive::sha256(node + left.of_new + sibling)};
    }
    const BothRoots right = roots_by_proof(old_root, m - k, n - k, false, path);
    if (right.of_old.empty()) return {};
    return {naive::sha256(node + sibling + right.of_old), naive::sha256(node + sibling + right.of_new)};
}

Hash hash_of(const Bytes& bytes) {
    Hash hash{};
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

void try_consistency(std::string_view input) {
    const std::uint64_t size_bytes = 1 + fuzz::take_number(input, 1) % 6;
    const std::uint64_t to = 1 + fuzz::take_number(input, size_bytes);
    const std::uint64_t from = 1 + fuzz::take_number(input, size_bytes) % to;
    const Bytes old_root = naive::sha256(Bytes(fuzz::take(input, 1)));
    std::vector<Hash> path;
    std::vector<Bytes> naive_path;
    while (!input.empty()) {
        naive_path.push_back(naive::sha256(Bytes(fuzz::take(input, 1))));
        path.push_back(hash_of(naive_path.back()));
    }
    const BothRoots expected = roots_by_proof(old_root, from, to, true, naive_path);
    Hash of_old = hash_of(expected.of_old);
    Hash of_new = hash_of(expected.of_new);
    fuzz::require(verify_consistency(from, to, path, of_old, of_new) == !expected.of_old.empty(),
                  "a log grew exactly when RFC 6962 says so");
    of_new.front() ^= 1;
    fuzz::require(!verify_consistency(from, to, path, of_old, of_new), "it did not grow into another one");
    of_new.front() ^= 1;
    of_old.front() ^= 1;
    fuzz::require(!verify_consistency(from, to, path, of_old, of_new), "nor from another one");
}

void try_root(std::string_view input) {
    std::vector<Bytes> leaves;
    MerkleRoot root;
    while (!input.empty() && leaves.size() < 300) {
        const std::size_t size = fuzz::take_number(input, 1) % 3;
        leaves.emplace_back(fuzz::take(input, size));
        root.append(bytes_of(leaves.back()));
        if (leaves.size() % 64 == 1) root.root();  // asking in between changes nothing
    }
    fuzz::require(bytes_of_hash(root.root()) == naive::merkle_tree_hash(leaves), "the root is RFC 6962's");
}

/// A leaf's place in a tree; half of the time in a small one.
struct Place {
    std::uint64_t index;
    std::uint64_t size;
};
Place take_place(std::string_view& input) {
    const std::uint64_t kind = fuzz::take_number(input, 1);
    const std::uint64_t size_bytes = 1 + kind % 6;
    const std::uint64_t size = fuzz::take_number(input, size_bytes);
    const std::uint64_t index = fuzz::take_number(input, size_bytes);
    return kind % 2 == 0 ? Place{index % 10, size % 10} : Place{index, size};
}

/// Also a root to which the path leads from another place, as where it is too short or too long.
void try_path(std::string_view input) {
    const Place place = take_place(input);
    const Place other = take_place(input);
    const Hash leaf = merkle_leaf_hash(bytes_of(fuzz::take(input, 2)));
    std::vector<Hash> path;
    std::vector<Bytes> naive_path;
    while (!input.empty()) {
        path.push_back(merkle_leaf_hash(bytes_of(fuzz::take(input, 1))));
        naive_path.push_back(bytes_of_hash(path.back()));
    }
    const auto root_from = [&](const Place& it) {
        return it.index < it.size ? root_by_path(bytes_of_hash(leaf), it.index, it.size, naive_path)
                                  : Bytes();
    };
    const Bytes expected = root_from(place);
    for (const Bytes& named : {expected, root_from(other), naive::sha256("")}) {
        Hash root{};
        std::copy(named.begin(), named.end(), root.begin());
        fuzz::require(verify_inclusion(leaf, place.index, place.size, path, root) ==
                          (!named.empty() && named == expected),
                      "a path leads to a root exactly when RFC 6962 says so");
    }
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    try_root(input);
    try_path(input);
    try_consistency(input);
}
