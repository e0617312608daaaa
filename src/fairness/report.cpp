#include "fairness/report.hpp"

#include <algorithm>
#include <cmath>

#include "fairness/planted.hpp"
#include "fairness/power.hpp"

namespace fairdraw::fairness {
namespace {

constexpr std::uint64_t least_rounds = 500;
constexpr std::uint64_t least_entrants = 50;
constexpr std::uint64_t least_entries = 100'000;
constexpr std::uint64_t most = 1'000'000;
constexpr std::size_t deciles = 10;

/// The places of an order, added up by decile.
Counts in_deciles(const Counts& places) {
    Counts sums(deciles);
    for (std::size_t place = 0; place < places.size(); ++place)
        sums[place * deciles / places.size()] += places[place];
    return sums;
}

/// The first place, the last, and all between.
Counts at_ends(const Counts& places) {
    Counts sums{places.front(), 0, places.back()};
    for (std::size_t place = 1; place + 1 < places.size(); ++place) sums[1] += places[place];
    return sums;
}

Counts ones(const Trials& trials) {
    return Counts(trials.entries, 1);
}

/// What noncentrality `lambda` means to `group` places that are favoured alike, at the cost of all others.
double favour_of_group(double lambda, double group, const Trials& trials) {
    const auto n = static_cast<double>(trials.entries), k = static_cast<double>(trials.winners);
    const auto draws = static_cast<double>(trials.draws);
    return std::sqrt(lambda * (n - k) / (n - 1) * k / (draws * n) * (n - group) / (group * n));
}

/// The same to half of the places, favoured at the cost of the other half.
double favour_of_half(double lambda, const Trials& trials) {
    return favour_of_group(lambda, static_cast<double>(trials.entries) / 2, trials);
}

Detectable detectable(std::string bias, double probability, const Trials& trials) {
    const double won = static_cast<double>(trials.winners) / static_cast<double>(trials.entries);
    if (probability > 1 - won) return {std::move(bias), std::nullopt};
    return {std::move(bias), 100 * probability};
}

std::vector<Detectable> detectable_users(double lambda, const Trials& trials) {
    return {detectable("one user favoured or put back", favour_of_group(lambda, 1, trials), trials),
            detectable("half of the users favoured, the other half put back", favour_of_half(lambda, trials),
                       trials)};
}

std::vector<Detectable> detectable_deciles(double lambda, const Trials& trials) {
    const double tenth = static_cast<double>(trials.entries) / deciles;
    return {
        detectable("one tenth of the arrivals favoured or put back", favour_of_group(lambda, tenth, trials),
                   trials),
        detectable("the earlier half favoured, the later put back", favour_of_half(lambda, trials), trials)};
}

std::vector<Detectable> detectable_ends(double lambda, const Trials& trials) {
    return {
        detectable("the first or the last favoured or put back", favour_of_group(lambda, 1, trials), trials)};
}

std::vector<Detectable> detectable_prefixes(double lambda, const Trials& trials) {
    const auto n = static_cast<double>(trials.entries), k = static_cast<double>(trials.winners);
    const double half = std::sqrt(lambda * k / (static_cast<double>(trials.draws) * n * n));
    return {
        detectable("one first digit favoured or put back", half * std::sqrt(Tally::prefixes - 1.0), trials),
        detectable("half of the first digits favoured, the other half put back", half, trials)};
}

std::vector<Detectable> detectable_pairs(double lambda, const Trials& trials) {
    const auto pairs = static_cast<double>(trials.entries / 2);
    const auto draws = static_cast<double>(trials.draws);
    const PairSpread fair = spread_of_pairs(pairs, trials);
    const double alone =
        std::sqrt(lambda / ((1 - 1 / pairs) / fair.difference + 1 / fair.total_variance)) / draws;
    const double all = std::sqrt(lambda * fair.total_variance) / (draws * pairs);
    return {detectable("one pair wins together more or less often", alone, trials),
            detectable("every pair wins together more or less often", all, trials)};
}

struct Statistic {
    const char* id;
    const char* question;
    Counts (*wins)(const Tally&);
    Outcome (*judge)(const Counts&, const Trials&);
    std::vector<Detectable> (*detectable)(double lambda, const Trials&);
};

Outcome judge_deciles(const Counts& wins, const Trials& trials) {
    return of_groups(wins, in_deciles(ones(trials)), trials);
}

Outcome judge_ends(const Counts& wins, const Trials& trials) {
    return of_groups(wins, at_ends(ones(trials)), trials);
}

constexpr Statistic statistics[] = {
    {"user", "does every user win as often?", [](const Tally& tally) { return tally.by_user; },
     [](const Counts& wins, const Trials& trials) { return of_places(wins, trials); }, detectable_users},
    {"arrival-decile", "does each tenth of the arrivals win as often?",
     [](const Tally& tally) { return in_deciles(tally.by_arrival); }, judge_deciles, detectable_deciles},
    {"arrival-ends", "do the first and the last to arrive win as often as others?",
     [](const Tally& tally) { return at_ends(tally.by_arrival); }, judge_ends, detectable_ends},
    {"tag-prefix", "do winners' tags begin with each digit as often?",
     [](const Tally& tally) { return tally.by_prefix; },
     [](const Counts& wins, const Trials&) { return of_cells(wins); }, detectable_prefixes},
    {"list-ends", "do the first and the last in the list win as often as others?",
     [](const Tally& tally) { return at_ends(tally.by_place_in_list); }, judge_ends, detectable_ends},
    {"pairs", "do fixed pairs win together as often as chance lets them?",
     [](const Tally& tally) { return tally.by_pair; },
     [](const Counts& wins, const Trials& trials) { return of_pairs(wins, trials); }, detectable_pairs},
};

const Statistic& statistic(const std::string& id) {
    return *std::ranges::find_if(statistics, [&](const Statistic& one) { return one.id == id; });
}

struct Bias {
    const char* id;
    const char* what;
    const char* statistic;
    Winners (*draw)(const Round&);
};

constexpr Bias biases[] = {
    {"early", "who comes first has a ticket a fourth lower than who comes last", "arrival-decile",
     early_draw},
    {"modulo", "tickets cut to one byte modulo 100, and 20 % taken to be those below 20", "user",
     modulo_draw},
    {"last-arrival", "whoever comes last cannot win", "arrival-ends", draw_without_last_arrival},
    {"last-in-list", "whoever stands last in the list cannot win", "list-ends", draw_without_last_in_list},
    {"prefix", "whose tag begins with 0 has a ticket a third lower", "tag-prefix", prefix_draw},
    {"friends", "friends win together, though everybody wins as often as anybody", "pairs", draw_of_friends},
};

Finding find(const Statistic& of, const Tally& tally, const Trials& trials) {
    Finding finding{of.id, of.question, of.wins(tally), {}, {}};
    finding.outcome = of.judge(finding.wins, trials);
    const double lambda = noncentrality_found(finding.outcome.degrees_of_freedom, doubt);
    finding.detectable = of.detectable(lambda, trials);
    return finding;
}

}  // namespace

std::optional<std::string> refuse_size(std::uint64_t rounds, std::uint64_t entrants) {
    if (rounds < least_rounds || rounds > most) return "--rounds: from 500 to 1000000";
    if (entrants < least_entrants || entrants > most) return "--entrants: from 50 to 1000000";
    if (rounds * entrants >= least_entries) return std::nullopt;
    const auto enough = (least_entries + entrants - 1) / entrants;
    return "--rounds: with " + std::to_string(entrants) + " entrants it takes " + std::to_string(enough) +
           " rounds to find the planted biases for sure (rounds times entrants is 100000 or more)";
}

Quota rule() {
    return Odds{1, 5, Odds::Rounding::floor};
}

bool Report::looks_fair() const {
    return std::ranges::all_of(findings, &Finding::looks_fair);
}

bool Report::all_caught() const {
    return std::ranges::all_of(planted, &Planted::caught);
}

Report examine(std::uint64_t rounds, std::uint64_t entrants, const FreshBytes& fresh, const Drawing& drawing,
               const std::function<void(std::uint64_t)>& progress) {
    Tally tally(entrants);
    std::vector<Tally> planted(std::size(biases), Tally(entrants));
    Report report{
        {.entries = entrants, .winners = winners_of(rule(), entrants, {}), .draws = rounds}, {}, {}};
    for (std::uint64_t drawn = 0; drawn < rounds; ++drawn) {
        const Round round = make_round(entrants, rule(), fresh);
        tally.add(round, drawing(round));
        for (std::size_t bias = 0; bias < planted.size(); ++bias)
            planted[bias].add(round, biases[bias].draw(round));
        progress(drawn + 1);
    }
    for (const Statistic& of : statistics) report.findings.push_back(find(of, tally, report.trials));
    for (std::size_t bias = 0; bias < planted.size(); ++bias) {
        const Statistic& by = statistic(biases[bias].statistic);
        report.planted.push_back(
            {biases[bias].id, biases[bias].what, by.id, by.judge(by.wins(planted[bias]), report.trials)});
    }
    return report;
}

}  // namespace fairdraw::fairness
