// Which batches of receipts are remembered, and for how long.
#include <doctest/doctest.h>

#include "rounds/recent_batches.hpp"

using namespace fairdraw;
using rounds::BatchPtr;
using rounds::RecentBatches;

namespace {

constexpr std::size_t entries_a_batch = 100;

Tag tag(std::size_t batch, std::size_t entry) {
    Tag tag{};
    tag[0] = static_cast<std::uint8_t>(batch);
    tag[7] = static_cast<std::uint8_t>(entry);
    return tag;
}

BatchPtr make(std::size_t number) {
    std::vector<ReceiptBatch::Entry> entries;
    for (std::size_t i = 0; i < entries_a_batch; ++i) entries.push_back({tag(number, i), UnixMs{0}});
    return std::make_shared<const ReceiptBatch>(SigningKey::from_seed("shop.example", {}),
                                                RoundId::parse("round").value(), TagKey{Hash{}}, UnixMs{1},
                                                std::move(entries));
}

BatchPtr find(RecentBatches& recent, const Tag& tag) {
    recent.list();
    return recent.find(tag);
}

std::size_t room_for(std::size_t batches) {
    return batches * RecentBatches::bytes_of(entries_a_batch);
}

}  // namespace

TEST_CASE("each tag leads to its batch") {
    RecentBatches recent{room_for(2)};
    const auto one = make(1), two = make(2);
    recent.remember(one);
    CHECK(find(recent, tag(1, 0)) == one);
    CHECK_FALSE(find(recent, tag(2, 0)));
    recent.remember(two);
    CHECK(find(recent, tag(2, 99)) == two);
    CHECK(find(recent, tag(1, 99)) == one);
    CHECK_FALSE(find(recent, tag(1, 100)));
    auto nearly = tag(1, 0);
    nearly[15] = 1;
    CHECK_FALSE(find(recent, nearly));
}

TEST_CASE("beyond the bound the oldest is forgotten, looked for or not") {
    RecentBatches recent{room_for(3)};
    for (std::size_t number = 1; number <= 5; ++number) recent.remember(make(number));
    for (std::size_t number = 1; number <= 5; ++number)
        CHECK((find(recent, tag(number, 7)) != nullptr) == (number > 2));
    for (std::size_t number = 6; number <= 7; ++number) recent.remember(make(number));
    for (std::size_t number = 3; number <= 7; ++number)
        CHECK((find(recent, tag(number, 7)) != nullptr) == (number > 4));
}

TEST_CASE("a batch remembered twice is found until both are forgotten") {
    RecentBatches recent{room_for(2)};
    recent.remember(make(1));
    REQUIRE(find(recent, tag(1, 0)));
    recent.remember(make(1));
    REQUIRE(find(recent, tag(1, 0)));
    recent.remember(make(2));
    CHECK(find(recent, tag(1, 0)));
    recent.remember(make(3));
    CHECK_FALSE(find(recent, tag(1, 0)));
}

TEST_CASE("what is larger than the bound is not held, and does no harm") {
    RecentBatches recent{room_for(1) - 1};
    recent.remember(make(1));
    CHECK_FALSE(find(recent, tag(1, 0)));
}
