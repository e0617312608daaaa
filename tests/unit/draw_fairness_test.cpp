// Thousands of draws through the library: who wins does not depend on who one is, when one came, where one's
// tag stands, or who else wins. And the same statistics see it when a draw is not fair.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "fairdraw/sha256.hpp"
#include "fairness/planted.hpp"
#include "fairness/power.hpp"
#include "fairness/report.hpp"
#include "fairness/statistics.hpp"
#include "fairness/trial.hpp"

using namespace fairdraw;
using fairness::Tally;

namespace {

constexpr fairness::Trials trials{.entries = 40, .winners = 8, .draws = 1500};

/// The same bytes in every run, other ones at each call.
fairness::FreshBytes reproducible(const std::string& name) {
    return [name, number = 0]() mutable { return sha256(name + " " + std::to_string(++number)); };
}

const std::vector<fairness::Round>& rounds() {
    static const std::vector<fairness::Round> all = [] {
        const auto fresh = reproducible("fairness");
        std::vector<fairness::Round> made;
        for (std::size_t number = 0; number < trials.draws; ++number)
            made.push_back(fairness::make_round(trials.entries, fairness::rule(), fresh));
        return made;
    }();
    return all;
}

Tally tally(const fairness::Drawing& drawing) {
    Tally tally(trials.entries);
    for (const auto& round : rounds()) tally.add(round, drawing(round));
    return tally;
}

const fairness::Report& least_report() {
    static const auto report =
        fairness::examine(500, 200, reproducible("report"), fairness::library_draw, [](std::uint64_t) {});
    return report;
}

/// A fair draw in which user 7 may have been given the ticket 0.
fairness::Winners draw_with_favour(const fairness::Round& round, bool favour) {
    fairness::Winners users = round.list;
    std::ranges::sort(users, {},
                      [&](std::size_t user) { return favour && user == 7 ? Hash{} : round.tickets[user]; });
    users.resize(round.winners);
    return users;
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

TEST_CASE("the noncentrality that is found is the one of the tables") {
    // Cohen, Statistical Power Analysis, tables 7.3: lambda at 5 % and a power of 80 %, 90 %.
    const struct {
        double degrees, power, lambda;
    } table[] = {{1, 0.8, 7.85}, {2, 0.8, 9.63}, {3, 0.8, 10.90}, {10, 0.8, 16.24}, {1, 0.9, 10.51}};
    for (const auto& [degrees, power, lambda] : table)
        CHECK(fairness::noncentrality_found(degrees, 0.05, power) == doctest::Approx(lambda).epsilon(0.002));
    // Nothing to find is found as often as it is wrongly suspected.
    CHECK(fairness::noncentral_chi_squared_above(fairness::chi_squared_exceeded_with(0.01, 7), 7, 0) ==
          doctest::Approx(0.01));
    // As many degrees of freedom as a report may have.
    CHECK(fairness::noncentrality_found(999'999, 1e-5) == doctest::Approx(9600).epsilon(0.05));
}

TEST_CASE("the library's draw is fair by user, by arrival, by place in the list, by tag, and in pairs") {
    const Tally fair = tally(fairness::library_draw);
    CHECK(fairness::of_places(fair.by_user, trials).looks_fair());
    CHECK(fairness::of_places(fair.by_arrival, trials).looks_fair());
    CHECK(fairness::of_places(fair.by_place_in_list, trials).looks_fair());
    CHECK(fairness::of_cells(fair.by_prefix).looks_fair());
    CHECK(fairness::of_pairs(fair.by_pair, trials).looks_fair());
}

TEST_CASE("planted: who comes first has a ticket a fourth lower than who comes last") {
    const Tally biased = tally(fairness::early_draw);
    CHECK(fairness::of_places(biased.by_arrival, trials).is_unfair());
    CHECK(fairness::of_places(biased.by_user, trials).looks_fair());  // nobody is always early
}

TEST_CASE("planted: tickets cut to one byte modulo 100, and 20 % taken to be those below 20") {
    const Tally biased = tally(fairness::modulo_draw);
    CHECK(fairness::of_places(biased.by_user, trials).is_unfair());
    CHECK(fairness::of_places(biased.by_arrival, trials).is_unfair());
}

TEST_CASE("planted: the last entry is never drawn, be it the last to arrive or the last in the list") {
    const Tally arrival = tally(fairness::draw_without_last_arrival);
    CHECK(fairness::of_places(arrival.by_arrival, trials).is_unfair());
    const Tally list = tally(fairness::draw_without_last_in_list);
    CHECK(fairness::of_places(list.by_place_in_list, trials).is_unfair());
}

TEST_CASE("planted: friends win together, though everybody wins as often as anybody") {
    const Tally biased = tally(fairness::draw_of_friends);
    CHECK(fairness::of_pairs(biased.by_pair, trials).is_unfair());
}

TEST_CASE("planted: whose tag begins with 0 wins more often") {
    const Tally biased = tally(fairness::prefix_draw);
    CHECK(fairness::of_cells(biased.by_prefix).p_value < 1e-5);
    CHECK(fairness::of_places(biased.by_user, trials).looks_fair());
}

TEST_CASE("a report at the least size that is taken: fair, and every planted bias caught") {
    CHECK_FALSE(fairness::refuse_size(500, 200));
    const auto& report = least_report();
    CHECK(report.looks_fair());
    CHECK(report.all_caught());
    CHECK(report.trials.winners == 40);
    std::set<std::string> ids;
    for (const auto& finding : report.findings) {
        ids.insert(finding.id);
        CHECK(finding.detectable.size() >= 1);
    }
    CHECK(ids == std::set<std::string>{"user", "arrival-decile", "arrival-ends", "tag-prefix", "list-ends",
                                       "pairs"});
    CHECK(report.planted.size() == 6);
}

TEST_CASE("a report on a draw that is not fair says so") {
    std::uint64_t last = 0;
    const auto report = fairness::examine(500, 200, reproducible("report"), fairness::early_draw,
                                          [&](std::uint64_t drawn) { last = drawn; });
    CHECK(last == 500);
    CHECK_FALSE(report.looks_fair());
    CHECK(report.all_caught());
}

TEST_CASE("a bias as large as the report says is found, and one a third as large is not") {
    const auto& report = least_report();
    const double found_from = report.findings[0].detectable[0].percentage_points.value();
    Tally large(200), small(200);
    const auto fresh = reproducible("favour");
    for (std::uint64_t drawn = 0; drawn < report.trials.draws; ++drawn) {
        const auto round = fairness::make_round(200, fairness::rule(), fresh);
        // Who has the ticket 0 wins for sure, instead of with 20 %.
        const double chance = fresh()[0] / 256.0 * 80;
        large.add(round, draw_with_favour(round, chance < found_from));
        small.add(round, draw_with_favour(round, chance < found_from / 3));
    }
    CHECK(fairness::of_places(large.by_user, report.trials).p_value < fairness::doubt);
    CHECK(fairness::of_places(small.by_user, report.trials).p_value > fairness::doubt);
}

TEST_CASE("sizes at which the planted biases might be missed are refused, with what would do") {
    CHECK(fairness::refuse_size(499, 10'000)->find("--rounds: from 500") == 0);
    CHECK(fairness::refuse_size(1'000'001, 50)->find("--rounds") == 0);
    CHECK(fairness::refuse_size(1000, 49)->find("--entrants: from 50") == 0);
    CHECK(fairness::refuse_size(1000, 1'000'001)->find("--entrants") == 0);
    CHECK(fairness::refuse_size(500, 70)->find("with 70 entrants it takes 1429 rounds") != std::string::npos);
    CHECK_FALSE(fairness::refuse_size(1429, 70));
}
