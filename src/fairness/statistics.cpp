#include "fairness/statistics.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace fairdraw::fairness {
namespace {

constexpr double precise = std::numeric_limits<double>::epsilon();
constexpr int steps = 10'000;

/// P(a, x) / front, by its series (DLMF 8.7.1): converges fast where x < a + 1.
double lower_by_series(double a, double x) {
    double term = 1 / a;
    double sum = term;
    for (int n = 1; n < steps && term > sum * precise; ++n) {
        term *= x / (a + n);
        sum += term;
    }
    return sum;
}

/// Q(a, x) / front, by Lentz's continued fraction (DLMF 8.9.2; Numerical Recipes, 6.2): where x >= a + 1.
double upper_by_fraction(double a, double x) {
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
    return fraction;
}

}  // namespace

double regularized_upper_gamma(double a, double x) {
    if (!(a > 0) || !(x >= 0)) throw std::invalid_argument("Q(a, x) needs a > 0 and x >= 0");
    if (x == 0) return 1;
    const double front = std::exp(a * std::log(x) - x - std::lgamma(a));
    return x < a + 1 ? 1 - front * lower_by_series(a, x) : front * upper_by_fraction(a, x);
}

Outcome outcome(double statistic, double degrees_of_freedom) {
    return {statistic, degrees_of_freedom, regularized_upper_gamma(degrees_of_freedom / 2, statistic / 2)};
}

Outcome of_places(std::span<const std::uint64_t> wins, const Trials& trials) {
    if (wins.size() != trials.entries) throw std::invalid_argument("one count a place");
    return of_groups(wins, std::vector<std::uint64_t>(wins.size(), 1), trials);
}

Outcome of_groups(std::span<const std::uint64_t> wins, std::span<const std::uint64_t> sizes,
                  const Trials& trials) {
    if (wins.size() != sizes.size() ||
        std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0}) != trials.entries)
        throw std::invalid_argument("one count a group, and every place in a group");
    const auto n = static_cast<double>(trials.entries);
    const auto k = static_cast<double>(trials.winners);
    double sum = 0;
    for (std::size_t group = 0; group < wins.size(); ++group) {
        const double expected = static_cast<double>(trials.draws) * k * static_cast<double>(sizes[group]) / n;
        const double off = static_cast<double>(wins[group]) - expected;
        sum += off * off / expected;
    }
    return outcome((n - 1) / (n - k) * sum, static_cast<double>(wins.size()) - 1);
}

Outcome of_cells(std::span<const std::uint64_t> wins) {
    const auto cells = static_cast<double>(wins.size());
    const auto total = static_cast<double>(std::accumulate(wins.begin(), wins.end(), std::uint64_t{0}));
    if (wins.size() < 2 || total == 0) throw std::invalid_argument("wins in two cells at least");
    double sum = 0;
    for (const std::uint64_t count : wins) {
        const double off = static_cast<double>(count) - total / cells;
        sum += off * off / (total / cells);
    }
    return outcome(sum, cells - 1);
}

PairSpread spread_of_pairs(double pairs, const Trials& trials) {
    const auto n = static_cast<double>(trials.entries);
    const auto k = static_cast<double>(trials.winners);
    const auto draws = static_cast<double>(trials.draws);
    if (pairs < 1 || 2 * pairs > n || trials.entries < 4) throw std::invalid_argument("disjoint pairs");
    const double p2 = k * (k - 1) / (n * (n - 1));
    const double p4 = p2 * (k - 2) * (k - 3) / ((n - 2) * (n - 3));
    return {draws * p2, draws * (p2 - p4), draws * pairs * (p2 * (1 - p2) + (pairs - 1) * (p4 - p2 * p2))};
}

Outcome of_pairs(std::span<const std::uint64_t> both_won, const Trials& trials) {
    const auto pairs = static_cast<double>(both_won.size());
    const PairSpread fair = spread_of_pairs(pairs, trials);
    const double total =
        static_cast<double>(std::accumulate(both_won.begin(), both_won.end(), std::uint64_t{0}));
    double spread = 0;
    for (const std::uint64_t count : both_won) {
        const double off = static_cast<double>(count) - total / pairs;
        spread += off * off;
    }
    const double total_off = total - pairs * fair.expected;
    return outcome(spread / fair.difference + total_off * total_off / fair.total_variance, pairs);
}

}  // namespace fairdraw::fairness
