// Thousands of draws through the library: who wins does not depend on who one is, when one came, where one's
// tag stands, or who else wins. And the same statistics see it when a draw is not fair.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "fairdraw/draw.hpp"
#include "fairdraw/sha256.hpp"
#include "fairness_statistics.hpp"

using namespace fairdraw;

namespace {

constexpr fairness::Trials trials{.entries = 40, .winners = 8, .draws = 1500};

using Counts = std::vector<std::uint64_t>;

/// One round: who came when, everybody's tag and ticket, and the seed.
struct Round {
    std::vector<std::size_t> arrivals;  // users in order of arrival
    std::vector<std::size_t> list;      // users in ascending order of their tags, as entries.txt lists them
    std::vector<Tag> tags;              // by user
    std::vector<Hash> tickets;          // by user
    Hash seed;
};

/// Which users win.
using Drawing = std::function<std::vector<std::size_t>(const Round&)>;

struct Tally {
    Counts by_user = Counts(trials.entries);
    Counts by_arrival = Counts(trials.entries);
    Counts by_place_in_list = Counts(trials.entries);
    Counts by_pair = Counts(trials.entries / 2);  // users 0 and 1, 2 and 3, …
};

Round make_round(std::size_t number, std::mt19937_64& random) {
    static const RoundId id = RoundId::parse("fairness").value();
    Round round;
    round.seed = sha256("seed " + std::to_string(number));
    const TagKey key(sha256("tag key " + std::to_string(number)));
    for (std::size_t user = 0; user < trials.entries; ++user) {
        round.arrivals.push_back(user);
        round.list.push_back(user);
        round.tags.push_back(key.tag_of(id, std::to_string(user)));
        round.tickets.push_back(ticket_of(round.seed, round.tags.back()));
    }
    std::ranges::shuffle(round.arrivals, random);
    std::ranges::sort(round.list, {}, [&](std::size_t user) { return round.tags[user]; });
    return round;
}

const std::vector<Round>& rounds() {
    static const std::vector<Round> all = [] {
        std::mt19937_64 random(20261121);
        std::vector<Round> made;
        for (std::size_t number = 0; number < trials.draws; ++number)
            made.push_back(make_round(number, random));
        return made;
    }();
    return all;
}

Tally tally(const Drawing& drawing) {
    Tally tally;
    for (const Round& round : rounds()) {
        std::array<std::uint64_t, trials.entries> won{};
        for (const std::size_t user : drawing(round)) won[user] = 1;
        for (std::size_t place = 0; place < trials.entries; ++place) {
            tally.by_user[place] += won[place];
            tally.by_arrival[place] += won[round.arrivals[place]];
            tally.by_place_in_list[place] += won[round.list[place]];
        }
        for (std::size_t pair = 0; pair < trials.entries / 2; ++pair) {
            tally.by_pair[pair] += won[2 * pair] & won[2 * pair + 1];
        }
    }
    return tally;
}

/// What the service does: the tags of those who came, through the library's draw.
std::vector<std::size_t> library_draw(const Round& round) {
    Redraw redraw(round.seed, trials.winners);
    for (const std::size_t user : round.list) redraw.add(round.tags[user]);
    std::vector<std::size_t> winners;
    for (const Tag& tag : std::move(redraw).finish().winners) {
        winners.push_back(static_cast<std::size_t>(std::ranges::find(round.tags, tag) - round.tags.begin()));
    }
    return winners;
}

/// The k users with the lowest `key(user, place)`, where place is the one in `order`.
template <class Key>
std::vector<std::size_t> lowest(const std::vector<std::size_t>& order, Key key) {
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t place = 0; place < order.size(); ++place)
        ranked.emplace_back(key(order[place], place), order[place]);
    std::ranges::partial_sort(ranked, ranked.begin() + trials.winners);
    std::vector<std::size_t> winners;
    for (std::size_t rank = 0; rank < trials.winners; ++rank) winners.push_back(ranked[rank].second);
    return winners;
}

/// A ticket as a fraction of the largest there could be.
double fraction(const Hash& ticket) {
    return ticket[0] / 256.0 + ticket[1] / 65536.0 + ticket[2] / 16777216.0;
}

/// Whoever stands last in an order cannot win.
std::vector<std::size_t> lowest_but_last(const Round& round, const std::vector<std::size_t>& order) {
    return lowest(order, [&](std::size_t user, std::size_t place) {
        return place + 1 == order.size() ? 1 : fraction(round.tickets[user]);
    });
}

}  // namespace

TEST_CASE("the statistic's probabilities are those of the tables") {
    // 95 % and 99.9 % points of chi-squared (NIST/SEMATECH e-Handbook, 1.3.6.7.4)
    const struct {
        double degrees, point, p;
    } table[] = {{1, 3.841, 0.05},   {10, 18.307, 0.05},  {59, 77.931, 0.05},   {99, 123.225, 0.05},
                 {1, 10.828, 0.001}, {10, 29.588, 0.001}, {99, 148.230, 0.001}, {10, 3.940, 0.95}};
    for (const auto& [degrees, point, p] : table) {
        CHECK(fairness::outcome(point, degrees).p_value == doctest::Approx(p).epsilon(0.002));
    }
    CHECK(fairness::outcome(0, 5).p_value == 1);
    CHECK(fairness::outcome(1e6, 5).p_value == 0);
}

TEST_CASE("the library's draw is fair by user, by arrival, by place in the list, and in pairs") {
    const Tally fair = tally(library_draw);
    CHECK(fairness::of_places(fair.by_user, trials).looks_fair());
    CHECK(fairness::of_places(fair.by_arrival, trials).looks_fair());
    CHECK(fairness::of_places(fair.by_place_in_list, trials).looks_fair());
    CHECK(fairness::of_pairs(fair.by_pair, trials).looks_fair());
}

TEST_CASE("planted: who comes first has a ticket a fourth lower than who comes last") {
    const Tally biased = tally([](const Round& round) {
        return lowest(round.arrivals, [&](std::size_t user, std::size_t place) {
            return fraction(round.tickets[user]) * (1 + 0.33 * static_cast<double>(place) / trials.entries);
        });
    });
    CHECK(fairness::of_places(biased.by_arrival, trials).is_unfair());
    CHECK(fairness::of_places(biased.by_user, trials).looks_fair());  // nobody is always early
}

TEST_CASE("planted: tickets cut to one byte modulo 100, and 20 % taken to be those below 20") {
    const Tally biased = tally([](const Round& round) {
        std::vector<std::size_t> winners;
        for (std::size_t user = 0; user < trials.entries; ++user) {
            if (round.tickets[user][0] % 100 < 20) winners.push_back(user);
        }
        return winners;
    });
    CHECK(fairness::of_places(biased.by_user, trials).is_unfair());
    CHECK(fairness::of_places(biased.by_arrival, trials).is_unfair());
}

TEST_CASE("planted: the last entry is never drawn, be it the last to arrive or the last in the list") {
    const Tally arrival = tally([](const Round& round) { return lowest_but_last(round, round.arrivals); });
    CHECK(fairness::of_places(arrival.by_arrival, trials).is_unfair());
    const Tally list = tally([](const Round& round) { return lowest_but_last(round, round.list); });
    CHECK(fairness::of_places(list.by_place_in_list, trials).is_unfair());
}

TEST_CASE("planted: friends win together, though everybody wins as often as anybody") {
    const Tally biased = tally([](const Round& round) {
        return lowest(round.arrivals,
                      [&](std::size_t user, std::size_t) { return fraction(round.tickets[user / 2 * 2]); });
    });
    CHECK(fairness::of_pairs(biased.by_pair, trials).is_unfair());
}
