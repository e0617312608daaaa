// The draw against the protocol's own words: the quota, the winners in rank order, their root and the cutoff
// are those of tests/unit/naive_draw.hpp, which sorts all tickets, whatever the tags, also where one stands
// several times.
#include "fairdraw/draw.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "fairdraw/quota.hpp"
#include "fuzz_target.hpp"
#include "unit/naive_draw.hpp"

namespace {

using namespace fairdraw;

template <class Bytes>
std::string text_of(const Bytes& bytes) {
    return {bytes.begin(), bytes.end()};
}

void try_quota(const Hash& seed, std::string_view input) {
    const std::uint64_t denominator = 1 + fuzz::take_number(input, 3) % 1'000'000;
    const std::uint64_t numerator = 1 + fuzz::take_number(input, 3) % denominator;
    const std::uint64_t entries = fuzz::take_number(input, 6) % (largest_count + 1);
    Odds odds{static_cast<std::uint32_t>(numerator), static_cast<std::uint32_t>(denominator),
              Odds::Rounding::stochastic};
    const std::uint64_t winners = winners_of(odds, entries, seed);
    fuzz::require(winners == naive::stochastic_quota(entries, numerator, denominator, text_of(seed)),
                  "the quota is the protocol's");
    fuzz::require(winners <= entries, "nobody wins who has not entered");
    odds.rounding = Odds::Rounding::floor;
    fuzz::require(winners_of(odds, entries, seed) == naive::floor_quota(entries, numerator, denominator),
                  "the quota rounded down is the protocol's");
}

/// Two bytes of the input a tag, over and over, so that small inputs make large draws.
std::vector<Tag> tags_of(std::string_view input, std::size_t count) {
    std::vector<Tag> tags(input.empty() ? 0 : count);
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const std::size_t lap = i / input.size();
        tags[i] = {static_cast<std::uint8_t>(input[i % input.size()]),
                   static_cast<std::uint8_t>(input[(i + 1) % input.size()]), static_cast<std::uint8_t>(lap)};
    }
    return tags;
}

void try_redraw(const Hash& seed, std::string_view input) {
    const std::uint64_t k = fuzz::take_number(input, 2) % 2048;
    const std::uint64_t count = fuzz::take_number(input, 2) % 4096;
    const std::vector<Tag> tags = tags_of(input, count);
    Redraw redraw(seed, k);
    std::vector<naive::Bytes> entries;
    for (const Tag& tag : tags) {
        redraw.add(tag);
        entries.push_back(text_of(tag));
    }
    const DrawResult result = std::move(redraw).finish();
    const auto expected = naive::draw(entries, std::min<std::uint64_t>(k, tags.size()), text_of(seed));
    fuzz::require(std::ranges::equal(result.winners, expected.winners, {}, text_of<Tag>),
                  "the winners are the protocol's");
    fuzz::require(text_of(result.winners_root) == expected.root, "their root is the protocol's");
    fuzz::require((result.cutoff ? text_of(*result.cutoff) : "") == expected.cutoff,
                  "the cutoff is the protocol's");
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    Hash seed{};
    for (std::size_t i = 0; i < 4; ++i) seed[i] = static_cast<std::uint8_t>(fuzz::take_number(input, 1));
    try_quota(seed, input);
    try_redraw(seed, input);
}
