// Is a draw fair? Statistics over many draws, and how likely a fair draw is to give them.
//
// A draw of k out of N without replacement makes the wins of different people depend on one another:
// somebody's win leaves fewer for the rest. Pearson's statistic must be scaled for that; unscaled it would
// call a biased draw even.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>

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

    /// Neither more uneven nor more even than one in a thousand fair draws: who deals everybody the same
    /// number of wins does not draw.
    bool looks_fair() const { return p_value > 0.001 && p_value < 0.999; }

    /// No fair draw gives this in a lifetime of nightly runs.
    bool is_unfair() const { return p_value < 1e-9; }
};

/// Q(a, x), the upper incomplete gamma function divided by the gamma function. By its series where x < a + 1,
/// where that converges fast, and else by Lentz's continued fraction (DLMF 8.7.1 and 8.9.2; Numerical
/// Recipes, 6.2).
inline double regularized_upper_gamma(double a, double x) {
    if (!(a > 0) || !(x >= 0)) throw std::invalid_argument("Q(a, x) needs a > 0 and x >= 0");
    if (x == 0) return 1;
    constexpr double precise = std::numeric_limits<double>::epsilon();
    constexpr int steps = 10'000;
    const double front = std::exp(a * std::log(x) - x - std::lgamma(a));
    if (x < a + 1) {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < steps && term > sum * precise; ++n) {
            term *= x / (a + n);
            sum += term;
        }
        return 1 - front * sum;
    }
    constexpr double tiny = std::numeric_limits<double>::min() / precise;
    double b = x + 1 - a;
    double c = 1 / tiny;
    double d = 1 / b;
    double fraction = d;
    for (int n = 1; n < steps; ++n) {
        const double numerator = -n * (n - a);
        b += 2;
        d = numerator * d + b;
        if (std::abs(d) < tiny) d = tiny;
        c = b + numerator / c;
        if (std::abs(c) < tiny) c = tiny;
        d = 1 / d;
        fraction *= d * c;
        if (std::abs(d * c - 1) <= precise) break;
    }
    return front * fraction;
}

inline Outcome outcome(double statistic, double degrees_of_freedom) {
    return {statistic, degrees_of_freedom, regularized_upper_gamma(degrees_of_freedom / 2, statistic / 2)};
}

/// Has every one of N places the same chance? `wins[i]` counts the draws that place i won, a place being a
/// user, a position in the order of arrival, or in the list. X^2 = (N - 1) / (N - k) * sum (c_i - E)^2 / E
/// with E = D k / N, N - 1 degrees of freedom.
inline Outcome of_places(std::span<const std::uint64_t> wins, const Trials& trials) {
    if (wins.size() != trials.entries) throw std::invalid_argument("one count a place");
    const auto n = static_cast<double>(trials.entries);
    const auto k = static_cast<double>(trials.winners);
    const double expected = static_cast<double>(trials.draws) * k / n;
    double sum = 0;
    for (const std::uint64_t count : wins) {
        const double off = static_cast<double>(count) - expected;
        sum += off * off / expected;
    }
    return outcome((n - 1) / (n - k) * sum, n - 1);
}

/// Do places win independently of one another, as far as drawing without replacement lets them? `both_won[i]`
/// counts the draws in which both places of pair i won; the pairs are disjoint and were fixed beforehand.
///
/// Both of a pair win with probability p2 = k (k-1) / (N (N-1)), all of two pairs with p4. The M counts then
/// have variance D p2 (1 - p2) and covariance D (p4 - p2^2), all alike, so that their differences from their
/// mean, over D (p2 - p4), and their sum, over its variance, are two independent chi-squared statistics;
/// added they have M degrees of freedom.
inline Outcome of_pairs(std::span<const std::uint64_t> both_won, const Trials& trials) {
    const auto n = static_cast<double>(trials.entries);
    const auto k = static_cast<double>(trials.winners);
    const auto draws = static_cast<double>(trials.draws);
    const auto pairs = static_cast<double>(both_won.size());
    if (both_won.empty() || 2 * pairs > n || trials.entries < 4)
        throw std::invalid_argument("disjoint pairs");
    const double p2 = k * (k - 1) / (n * (n - 1));
    const double p4 = p2 * (k - 2) * (k - 3) / ((n - 2) * (n - 3));
    const double total =
        static_cast<double>(std::accumulate(both_won.begin(), both_won.end(), std::uint64_t{0}));
    double spread = 0;
    for (const std::uint64_t count : both_won) {
        const double off = static_cast<double>(count) - total / pairs;
        spread += off * off;
    }
    const double total_variance = draws * pairs * (p2 * (1 - p2) + (pairs - 1) * (p4 - p2 * p2));
    const double total_off = total - draws * pairs * p2;
    return outcome(spread / (draws * (p2 - p4)) + total_off * total_off / total_variance, pairs);
}

}  // namespace fairdraw::fairness
