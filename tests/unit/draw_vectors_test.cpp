// Every list of units.json, each value recomputed by the library.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fairdraw/draw.hpp"
#include "fairdraw/merkle.hpp"
#include "fairdraw/quota.hpp"
#include "vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

const nlohmann::json& list(const char* name) {
    const auto& vectors_of_it = units().at(name);
    REQUIRE(!vectors_of_it.empty());
    return vectors_of_it;
}

RoundId round_in(const nlohmann::json& id) {
    return RoundId::parse(id.get<std::string>()).value();
}

}  // namespace

TEST_CASE("the vectors hold the lists that are tested here, and no others") {
    std::vector<std::string> names;
    for (const auto& [name, vectors_of_it] : units().items()) names.push_back(name);
    std::ranges::sort(names);
    CHECK(names == std::vector<std::string>{"commitment", "inclusion", "merkle", "order", "quota", "salt",
                                            "tag", "ticket"});
}

TEST_CASE("commitments are those of the vectors") {
    for (const auto& vector : list("commitment")) {
        const auto kind = vector.at("kind") == "secret" ? CommitmentKind::secret : CommitmentKind::tag_key;
        CHECK(commitment(kind, vector.at("origin").get<std::string>(), round_in(vector.at("round")),
                         hash_in(vector.at("to"))) == hash_in(vector.at("commitment")));
    }
}

TEST_CASE("tags are those of the vectors") {
    for (const auto& vector : list("tag")) {
        const TagKey key(hash_in(vector.at("tag_key")));
        CHECK(key.tag_of(round_in(vector.at("round")), vector.at("user").get<std::string>()) ==
              tag_in(vector.at("tag")));
    }
}

TEST_CASE("receipts' salts are those of the vectors") {
    for (const auto& vector : list("salt")) {
        const TagKey key(hash_in(vector.at("tag_key")));
        // Asked for twice at once: the first leaves nothing behind that the second would have in it.
        const std::vector tags(2, tag_in(vector.at("tag")));
        CHECK(key.receipt_salts_of(tags) == std::vector<Salt>(2, tag_in(vector.at("salt"))));
    }
}

TEST_CASE("tickets are those of the vectors") {
    for (const auto& vector : list("ticket")) {
        CHECK(ticket_of(hash_in(vector.at("seed")), tag_in(vector.at("tag"))) ==
              hash_in(vector.at("ticket")));
    }
}

TEST_CASE("quotas are those of the vectors") {
    for (const auto& vector : list("quota")) {
        const auto rule = vector.at("rule").get<std::string>();
        const auto quota = parse_quota(rule);
        REQUIRE(quota);
        CHECK(format_quota(*quota) == rule);
        CAPTURE(vector.dump());
        CHECK(winners_of(*quota, vector.at("entries").get<std::uint64_t>(), hash_in(vector.at("seed"))) ==
              vector.at("winners").get<std::uint64_t>());
    }
}

TEST_CASE("ranks are those of the vectors, for every number of winners") {
    for (const auto& vector : list("order")) {
        const Hash seed = hash_in(vector.at("seed"));
        const auto& by_rank = vector.at("by_rank");
        for (std::size_t k = 0; k <= by_rank.size(); ++k) {
            Redraw redraw(seed, k);
            for (const auto& tag : vector.at("tags")) redraw.add(tag_in(tag));
            const DrawResult result = std::move(redraw).finish();
            REQUIRE(result.winners.size() == k);
            for (std::size_t rank = 0; rank < k; ++rank) CHECK(result.winners[rank] == tag_in(by_rank[rank]));
            CHECK(result.cutoff.has_value() == (k > 0));
            if (k > 0) CHECK(result.cutoff == ticket_of(seed, tag_in(by_rank[k - 1])));
        }
    }
}

TEST_CASE("Merkle roots are those of the vectors, also while the tree grows") {
    for (const auto& vector : list("merkle")) {
        MerkleRoot root;
        for (const auto& leaf : vector.at("leaves")) {
            root.append(bytes_of(bytes_in(leaf)));
            root.root();  // asking does not end the tree
        }
        CHECK(root.size() == vector.at("leaves").size());
        CHECK(root.root() == hash_in(vector.at("root")));
    }
}

TEST_CASE("inclusion paths are those of the vectors, and no other path, index or size leads to the root") {
    for (const auto& vector : list("inclusion")) {
        const auto size = vector.at("leaves").size();
        const auto index = vector.at("index").get<std::uint64_t>();
        const Hash leaf = merkle_leaf_hash(bytes_of(bytes_in(vector.at("leaves").at(index))));
        const Hash root = hash_in(vector.at("root"));
        std::vector<Hash> path;
        for (const auto& sibling : vector.at("path")) path.push_back(hash_in(sibling));
        CHECK(verify_inclusion(leaf, index, size, path, root));

        for (std::uint64_t other = 0; other <= size; ++other) {
            if (other != index) CHECK_FALSE(verify_inclusion(leaf, other, size, path, root));
        }
        CHECK_FALSE(verify_inclusion(leaf, index, 0, path, root));
        CHECK_FALSE(verify_inclusion(Hash{}, index, size, path, root));
        std::vector<Hash> longer = path;
        longer.push_back(root);
        CHECK_FALSE(verify_inclusion(leaf, index, size, longer, root));
        for (std::size_t i = 0; i < path.size(); ++i) {
            std::vector<Hash> altered = path;
            altered[i][31] ^= 1;
            CHECK_FALSE(verify_inclusion(leaf, index, size, altered, root));
            const std::span<const Hash> shorter(path.data(), i);
            CHECK_FALSE(verify_inclusion(leaf, index, size, shorter, root));
        }
    }
}
