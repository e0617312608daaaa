// Proofs of the log's tree, against one written from the words of RFC 9162 that is slow and simple.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "fairdraw/merkle.hpp"
#include "naive_draw.hpp"

using namespace fairdraw;
using naive::Bytes;

namespace {

using Proof = std::vector<Bytes>;

constexpr std::size_t largest = 70;

Bytes leaf(std::size_t i) {
    return "leaf " + std::to_string(i);
}

/// "k is the largest power of two smaller than n"
std::size_t split_of(std::size_t n) {
    std::size_t k = 1;
    while (2 * k < n) k *= 2;
    return k;
}

/// MTH(D[begin:end]), each computed once: "MTH({}) = SHA-256()", "MTH({d(0)}) = SHA-256(0x00 || d(0))",
/// "MTH(D_n) = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n]))".
const Bytes& mth(std::size_t begin, std::size_t end) {
    static std::map<std::pair<std::size_t, std::size_t>, Bytes> known;
    Bytes& hash = known[{begin, end}];
    if (!hash.empty()) return hash;
    if (begin == end) return hash = naive::sha256("");
    if (end - begin == 1) return hash = naive::sha256(Bytes(1, '\x00') + leaf(begin));
    const std::size_t middle = begin + split_of(end - begin);
    return hash = naive::sha256(Bytes(1, '\x01') + mth(begin, middle) + mth(middle, end));
}

Proof followed_by(Proof proof, const Bytes& last) {
    proof.push_back(last);
    return proof;
}

/// 2.1.3.1, for the leaf m of D[begin:end]: "PATH(0, {d[0]}) = {}"; "PATH(m, D_n) = PATH(m, D[0:k]) :
/// MTH(D[k:n]) for m < k"; and "PATH(m - k, D[k:n]) : MTH(D[0:k]) for m >= k".
Proof naive_path(std::size_t m, std::size_t begin, std::size_t end) {
    if (end - begin == 1) return {};
    const std::size_t k = split_of(end - begin);
    const std::size_t middle = begin + k;
    if (m < k) return followed_by(naive_path(m, begin, middle), mth(middle, end));
    return followed_by(naive_path(m - k, middle, end), mth(begin, middle));
}

/// 2.1.4.1: "SUBPROOF(m, D_m, true) = {}"; "SUBPROOF(m, D_m, false) = {MTH(D_m)}"; "SUBPROOF(m, D[0:k], b) :
/// MTH(D[k:n])" if m <= k; "SUBPROOF(m - k, D[k:n], false) : MTH(D[0:k])" if m > k.
Proof naive_subproof(std::size_t m, std::size_t begin, std::size_t end, bool whole) {
    if (m == end - begin) return whole ? Proof{} : Proof{mth(begin, end)};
    const std::size_t k = split_of(end - begin);
    const std::size_t middle = begin + k;
    if (m <= k) return followed_by(naive_subproof(m, begin, middle, whole), mth(middle, end));
    return followed_by(naive_subproof(m - k, middle, end, false), mth(begin, middle));
}

Hash as_hash(const Bytes& bytes) {
    Hash hash;
    std::ranges::copy(bytes_of(bytes), hash.begin());
    return hash;
}

std::vector<Hash> as_hashes(const Proof& proof) {
    std::vector<Hash> hashes;
    for (const Bytes& bytes : proof) hashes.push_back(as_hash(bytes));
    return hashes;
}

/// Every perfect subtree over leaves, level by level, as a log would keep them.
class StoredTree {
  public:
    explicit StoredTree(std::size_t size) {
        levels_.emplace_back();
        for (std::size_t i = 0; i < size; ++i) levels_[0].push_back(merkle_leaf_hash(bytes_of(leaf(i))));
        while (levels_.back().size() > 1) levels_.push_back(parents(levels_.back()));
    }

    /// Of a tree that ends after `size` leaves: asking for more than it has is an error.
    MerkleNode up_to(std::uint64_t size) const {
        return [this, size](unsigned level, std::uint64_t index) {
            if (((index + 1) << level) > size) throw std::logic_error("no such perfect subtree");
            return levels_.at(level).at(index);
        };
    }

  private:
    static std::vector<Hash> parents(const std::vector<Hash>& nodes) {
        std::vector<Hash> above;
        for (std::size_t i = 0; i + 1 < nodes.size(); i += 2) {
            Bytes both(1, '\x01');
            both.append(nodes[i].begin(), nodes[i].end());
            both.append(nodes[i + 1].begin(), nodes[i + 1].end());
            above.push_back(as_hash(naive::sha256(both)));
        }
        return above;
    }

    std::vector<std::vector<Hash>> levels_;
};

const StoredTree& stored() {
    static const StoredTree tree(largest);
    return tree;
}

/// By size.
const std::vector<Hash>& roots() {
    static const std::vector<Hash> all = [] {
        std::vector<Hash> by_size;
        for (std::size_t n = 0; n <= largest; ++n) by_size.push_back(as_hash(mth(0, n)));
        return by_size;
    }();
    return all;
}

struct Growth {
    std::uint64_t from;
    std::uint64_t to;
    std::vector<Hash> path;
};

bool verifies(const Growth& it) {
    return verify_consistency(it.from, it.to, it.path, roots()[it.from], roots()[it.to]);
}

/// Growths of every shape: perfect trees and others, by one leaf and by many.
std::vector<Growth> growths() {
    std::vector<Growth> all;
    for (const auto& [from, to] : {std::pair<std::uint64_t, std::uint64_t>{1, 2},
                                   {1, 7},
                                   {3, 7},
                                   {4, 7},
                                   {6, 8},
                                   {7, 8},
                                   {8, 64},
                                   {33, 70},
                                   {64, 70},
                                   {69, 70}}) {
        all.push_back({from, to, consistency_path(from, to, stored().up_to(to))});
    }
    return all;
}

}  // namespace

TEST_CASE("roots from stored nodes are the naive ones, for every size") {
    for (std::size_t n = 0; n <= largest; ++n) CHECK(root_of(n, stored().up_to(n)) == roots()[n]);
}

TEST_CASE("a root asks for one node for every set bit of the size") {
    int asked = 0;
    root_of(0b1011011, [&](unsigned, std::uint64_t) {
        ++asked;
        return Hash{};
    });
    CHECK(asked == 5);
}

TEST_CASE("inclusion paths are the naive ones, for every leaf of every size, and verify") {
    for (std::size_t n = 1; n <= largest; ++n) {
        for (std::size_t m = 0; m < n; ++m) {
            const auto path = inclusion_path(m, n, stored().up_to(n));
            REQUIRE(path == as_hashes(naive_path(m, 0, n)));
            CHECK(verify_inclusion(merkle_leaf_hash(bytes_of(leaf(m))), m, n, path, roots()[n]));
        }
    }
}

TEST_CASE("consistency paths are the naive ones, for every pair of sizes, and verify") {
    for (std::size_t n = 1; n <= largest; ++n) {
        for (std::size_t m = 1; m <= n; ++m) {
            const Growth growth{m, n, consistency_path(m, n, stored().up_to(n))};
            CHECK(growth.path == as_hashes(naive_subproof(m, 0, n, true)));
            CHECK(verifies(growth));
        }
    }
}

TEST_CASE("everything has grown from nothing, and from itself, without proof") {
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, largest}) {
        CHECK(consistency_path(0, n, stored().up_to(n)).empty());
        CHECK(verifies({0, n, {}}));
        CHECK(verifies({n, n, {}}));
        CHECK_FALSE(verifies({0, n, {roots()[1]}}));
        CHECK_FALSE(verifies({n, n, {roots()[1]}}));
    }
    CHECK_FALSE(verify_consistency(0, 3, {}, roots()[3], roots()[3]));
    CHECK_FALSE(verify_consistency(3, 3, {}, roots()[2], roots()[3]));
}

TEST_CASE("what no tree has is a mistake of whoever asks") {
    CHECK_THROWS_AS(inclusion_path(3, 3, stored().up_to(3)), std::invalid_argument);
    CHECK_THROWS_AS(inclusion_path(0, 0, stored().up_to(0)), std::invalid_argument);
    CHECK_THROWS_AS(consistency_path(4, 3, stored().up_to(4)), std::invalid_argument);
}

TEST_CASE("a hash of the path altered") {
    for (const Growth& growth : growths()) {
        for (std::size_t i = 0; i < growth.path.size(); ++i) {
            Growth altered = growth;
            altered.path[i][31] ^= 1;
            CHECK_FALSE(verifies(altered));
        }
    }
}

TEST_CASE("a hash left out, put in, or out of order") {
    for (const Growth& growth : growths()) {
        for (std::size_t i = 0; i < growth.path.size(); ++i) {
            const auto at = static_cast<std::ptrdiff_t>(i);
            Growth shorter = growth;
            shorter.path.erase(shorter.path.begin() + at);
            CHECK_FALSE(verifies(shorter));
            Growth longer = growth;
            longer.path.insert(longer.path.begin() + at, growth.path[i]);
            CHECK_FALSE(verifies(longer));
            if (i == 0) continue;
            Growth swapped = growth;
            std::swap(swapped.path[i - 1], swapped.path[i]);
            CHECK_FALSE(verifies(swapped));
        }
        Growth longer = growth;
        longer.path.push_back(roots()[growth.to]);
        CHECK_FALSE(verifies(longer));
    }
}

TEST_CASE("another size before or after") {
    for (const Growth& growth : growths()) {
        const Hash& before = roots()[growth.from];
        const Hash& after = roots()[growth.to];
        for (std::uint64_t from = 0; from <= largest; ++from) {
            if (from != growth.from)
                CHECK_FALSE(verify_consistency(from, growth.to, growth.path, before, after));
        }
    }
}

TEST_CASE("another root before or after, or the two exchanged") {
    for (const Growth& growth : growths()) {
        const auto with_roots = [&](const Hash& before, const Hash& after) {
            return verify_consistency(growth.from, growth.to, growth.path, before, after);
        };
        const Hash& before = roots()[growth.from];
        const Hash& after = roots()[growth.to];
        CHECK_FALSE(with_roots(Hash{}, after));
        CHECK_FALSE(with_roots(before, Hash{}));
        CHECK_FALSE(with_roots(after, before));
        CHECK_FALSE(with_roots(roots()[growth.from - 1], after));
        CHECK_FALSE(with_roots(before, roots()[growth.to - 1]));
    }
}

TEST_CASE("a tree that shrank") {
    CHECK_FALSE(verify_consistency(7, 3, {}, roots()[7], roots()[3]));
    CHECK_FALSE(verify_consistency(7, 3, consistency_path(3, 7, stored().up_to(7)), roots()[7], roots()[3]));
    CHECK_FALSE(verify_consistency(1, 0, {}, roots()[1], roots()[0]));
}
