// Everybody's odds are exactly A/B, however many enter: summed over every u that the seed can give.
#include <doctest/doctest.h>

#include <cstdint>

#include "fairdraw/quota.hpp"

using namespace fairdraw;

namespace {

/// B times the expected number of winners: u is uniform in [0, B), so every u counts once.
std::uint64_t expected_winners_times_b(const Odds& odds, std::uint64_t entries) {
    std::uint64_t sum = 0;
    for (std::uint64_t u = 0; u < odds.denominator; ++u) sum += winners_at(odds, entries, u);
    return sum;
}

}  // namespace

TEST_CASE("with 1/5 the odds are exactly 20 % at 4, 7 and 304 entries, too") {
    const Odds fifth{1, 5, Odds::Rounding::stochastic};
    for (const std::uint64_t entries : {4, 7, 304}) {
        CAPTURE(entries);
        // E[k] / N = A / B without a division: E[k] * B = N * A.
        CHECK(expected_winners_times_b(fifth, entries) == entries * 1);
    }
}

TEST_CASE("they are exact for other odds and every number of entries") {
    for (const Odds& odds : {Odds{3, 7, {}}, Odds{2, 2, {}}, Odds{999, 1000, {}}, Odds{1, 997, {}}}) {
        for (std::uint64_t entries = 0; entries < 50; ++entries) {
            CHECK(expected_winners_times_b(odds, entries) == entries * odds.numerator);
        }
    }
}

TEST_CASE("no seed gives more than one winner beside the exact share") {
    const Odds fifth{1, 5, Odds::Rounding::stochastic};
    for (std::uint64_t u = 0; u < 5; ++u) {
        CHECK(winners_at(fifth, 300, u) == 60);
        CHECK(winners_at(fifth, 30'000, u) == 6'000);
        CHECK(winners_at(fifth, 304, u) == (u < 4 ? 61 : 60));
    }
}

TEST_CASE("floor always rounds down, count never exceeds those who came") {
    CHECK(expected_winners_times_b(Odds{1, 5, Odds::Rounding::floor}, 304) == 5 * 60);
    CHECK(winners_of(FixedCount{100}, 99, Hash{}) == 99);
    CHECK(winners_of(FixedCount{100}, 101, Hash{}) == 100);
    CHECK(winners_of(FixedCount{0}, 101, Hash{}) == 0);
}

TEST_CASE("the largest round does not overflow") {
    CHECK(winners_of(Odds{1'000'000, 1'000'000, {}}, largest_count, Hash{}) == largest_count);
    CHECK(winners_of(Odds{999'999, 1'000'000, Odds::Rounding::floor}, largest_count, Hash{}) ==
          1'099'510'528'264);
}
