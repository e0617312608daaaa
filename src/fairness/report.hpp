// The fairness report: a draw tried many times, the statistics of its wins, the bias each would have found,
// and biases planted on purpose, which they must find.
//
// Pure but for what it is given; one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fairness/statistics.hpp"
#include "fairness/trial.hpp"

namespace fairdraw::fairness {

/// A statistic that a fair draw gives less often than this, on either side, is held against the draw. With
/// six statistics a fair draw is wronged once in 8,000 reports.
inline constexpr double doubt = 1e-5;

/// So that the planted biases are found as surely as can be: 500 rounds, 50 entrants, and 100,000 entries in
/// all at least. The error says what would do.
std::optional<std::string> refuse_size(std::uint64_t rounds, std::uint64_t entrants);

/// How large a bias of a kind had to be to be found with probability `sure` (power.hpp): somebody's
/// probability of winning is so many percentage points off. None where no bias can be that large.
struct Detectable {
    std::string bias;
    std::optional<double> percentage_points;
};

struct Finding {
    std::string id;
    std::string question;
    Counts wins;  ///< what the statistic was computed from
    Outcome outcome;
    std::vector<Detectable> detectable;

    bool looks_fair() const { return outcome.looks_fair(doubt); }
};

struct Planted {
    std::string id;
    std::string bias;
    std::string statistic;  ///< the finding's id that must catch it
    Outcome outcome;

    bool caught() const { return !outcome.looks_fair(doubt); }
};

struct Report {
    Trials trials;
    std::vector<Finding> findings;
    std::vector<Planted> planted;

    bool looks_fair() const;
    bool all_caught() const;
};

/// Draws `rounds` rounds of `entrants` by `odds 1/5 floor`, so that as many win in each. `progress` is called
/// after each, with their number.
/// Precondition: the size is not refused.
Report examine(std::uint64_t rounds, std::uint64_t entrants, const FreshBytes& fresh, const Drawing& drawing,
               const std::function<void(std::uint64_t)>& progress);

/// The rule of the report's rounds.
Quota rule();

}  // namespace fairdraw::fairness
