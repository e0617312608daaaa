// Is a draw fair? Statistics over many draws, and how likely a fair draw is to give them.
//
// A draw of k out of N without replacement makes the wins of different people depend on one another:
// somebody's win leaves fewer for the rest. Pearson's statistic must be scaled for that; unscaled it would
// call a biased draw even.
//
// Pure; any thread. What cannot be throws std::invalid_argument.
#pragma once

#include <cstdint>
#include <span>

namespace fairdraw::fairness {

/// `draws` independent draws, each of `winners` out of `entries`.
struct Trials {
    std::uint64_t entries;  // N
    std::uint64_t winners;  // k, from 1 to N - 1
    std::uint64_t draws;    // D
};

struct Outcome {
    double statistic;  // chi-squared, when the draw is fair
    double degrees_of_freedom;
    double p_value;  // how likely a fair draw gives a statistic at least as large

    /// Neither more uneven nor more even than one in 1 / `doubt` fair draws: who deals everybody the same
    /// number of wins does not draw.
    bool looks_fair(double doubt = 0.001) const { return p_value > doubt && p_value < 1 - doubt; }

    /// No fair draw gives this in a lifetime of nightly runs.
    bool is_unfair() const { return p_value < 1e-9; }
};

/// Q(a, x), the upper incomplete gamma function divided by the gamma function.
double regularized_upper_gamma(double a, double x);

Outcome outcome(double statistic, double degrees_of_freedom);

/// Has every one of N places the same chance? `wins[i]` counts the draws that place i won, a place being a
/// user, a position in the order of arrival, or in the list. X^2 = (N - 1) / (N - k) * sum (c_i - E)^2 / E
/// with E = D k / N, N - 1 degrees of freedom.
Outcome of_places(std::span<const std::uint64_t> wins, const Trials& trials);

/// The same for G groups of places, `sizes[g]` each and N together: E_g = D k sizes[g] / N, G - 1 degrees of
/// freedom.
Outcome of_groups(std::span<const std::uint64_t> wins, std::span<const std::uint64_t> sizes,
                  const Trials& trials);

/// Do winners fall into G equally likely cells, one independently of another? Pearson's own statistic, G - 1
/// degrees of freedom. For what is drawn anew with every round, as tags are: who wins leaves no fewer of
/// them.
Outcome of_cells(std::span<const std::uint64_t> wins);

/// How much the counts of pairs that both won vary when the draw is fair. Both of a pair win with probability
/// p2 = k (k-1) / (N (N-1)), all of two pairs with p4.
struct PairSpread {
    double expected;    // of one pair: D p2
    double difference;  // variance of a count from the counts' mean, less what the mean takes: D (p2 - p4)
    double total_variance;  // of the sum of all counts
};
PairSpread spread_of_pairs(double pairs, const Trials& trials);

/// Do places win independently of one another, as far as drawing without replacement lets them? `both_won[i]`
/// counts the draws in which both places of pair i won; the pairs are disjoint and were fixed beforehand.
///
/// The M counts have variance D p2 (1 - p2) and covariance D (p4 - p2^2), all alike, so that their
/// differences from their mean, over D (p2 - p4), and their sum, over its variance, are two independent
/// chi-squared statistics; added they have M degrees of freedom.
Outcome of_pairs(std::span<const std::uint64_t> both_won, const Trials& trials);

}  // namespace fairdraw::fairness
