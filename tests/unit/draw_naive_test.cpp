// The fast draw against the naive one, over many sizes, rules and seeds.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fairdraw/draw.hpp"
#include "fairdraw/merkle.hpp"
#include "fairdraw/quota.hpp"
#include "naive_draw.hpp"

using namespace fairdraw;

namespace {

template <class Array>
naive::Bytes plain(const Array& bytes) {
    return {bytes.begin(), bytes.end()};
}

template <class Array>
Array typed(const naive::Bytes& bytes) {
    Array array;
    std::copy_n(bytes.begin(), array.size(), array.begin());
    return array;
}

/// `count` tags in ascending order, the same for the same name.
std::vector<naive::Bytes> tags_named(const std::string& name, std::size_t count) {
    std::vector<naive::Bytes> tags;
    for (std::size_t i = 0; i < count; ++i) {
        tags.push_back(naive::sha256(name + " " + std::to_string(i)).substr(0, 16));
    }
    std::sort(tags.begin(), tags.end());
    return tags;
}

void compare(const std::vector<naive::Bytes>& tags, std::uint64_t k, const naive::Bytes& seed) {
    CAPTURE(tags.size());
    CAPTURE(k);
    const naive::Result slow = naive::draw(tags, k, seed);
    Redraw redraw(typed<Hash>(seed), k);
    for (const auto& tag : tags) redraw.add(typed<Tag>(tag));
    const DrawResult fast = std::move(redraw).finish();
    std::vector<naive::Bytes> winners;
    for (const Tag& tag : fast.winners) winners.push_back(plain(tag));
    CHECK(winners == slow.winners);
    CHECK(plain(fast.winners_root) == slow.root);
    CHECK((fast.cutoff ? plain(*fast.cutoff) : "") == slow.cutoff);
}

}  // namespace

TEST_CASE("Merkle roots agree for every size up to 130") {
    MerkleRoot fast;
    std::vector<naive::Bytes> leaves;
    for (const auto& leaf : tags_named("leaf", 130)) {
        CHECK(plain(fast.root()) == naive::merkle_tree_hash(leaves));
        fast.append(bytes_of(leaf));
        leaves.push_back(leaf);
    }
}

TEST_CASE("winners, root and cutoff agree for small sizes and every k") {
    for (const std::size_t size : {0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 33}) {
        const auto tags = tags_named("small", size);
        for (std::uint64_t k = 0; k <= size; ++k)
            compare(tags, k, naive::sha256("seed " + std::to_string(size)));
    }
}

TEST_CASE("they agree where the fast draw throws away what cannot win any more") {
    // It does so from k + 1024 candidates on.
    const auto tags = tags_named("large", 2600);
    for (const std::uint64_t k : {1, 500, 1570, 2599}) compare(tags, k, naive::sha256("large"));
}

TEST_CASE("the order in which tags are read makes no difference") {
    auto tags = tags_named("shuffled", 1500);
    const naive::Bytes seed = naive::sha256("shuffled");
    compare(tags, 300, seed);
    std::reverse(tags.begin(), tags.end());
    compare(tags, 300, seed);
    std::rotate(tags.begin(), tags.begin() + 700, tags.end());
    compare(tags, 300, seed);
}

TEST_CASE("a tag that stands twice takes two ranks, the last one included") {
    auto tags = tags_named("twice", 40);
    tags.insert(tags.end(), tags.begin(), tags.begin() + 20);
    for (std::uint64_t k = 0; k <= tags.size(); ++k) compare(tags, k, naive::sha256("twice"));
}

TEST_CASE("fewer entries than winners: everybody wins") {
    Redraw redraw(Hash{}, 10);
    redraw.add(Tag{1});
    redraw.add(Tag{2});
    CHECK(std::move(redraw).finish().winners.size() == 2);
}

TEST_CASE("quotas agree for many sizes, odds and seeds") {
    for (const auto& [a, b] :
         {std::pair{1U, 5U}, {3U, 7U}, {1U, 1U}, {1U, 1'000'000U}, {999'999U, 1'000'000U}}) {
        for (std::uint64_t n = 0; n < 200; ++n) {
            const naive::Bytes seed = naive::sha256("quota " + std::to_string(n));
            const Hash seed_hash = typed<Hash>(seed);
            CHECK(winners_of(Odds{a, b, Odds::Rounding::stochastic}, n, seed_hash) ==
                  naive::stochastic_quota(n, a, b, seed));
            CHECK(winners_of(Odds{a, b, Odds::Rounding::floor}, n, seed_hash) == naive::floor_quota(n, a, b));
            CHECK(winners_of(FixedCount{b % 150}, n, seed_hash) == naive::count_quota(n, b % 150));
        }
    }
}
