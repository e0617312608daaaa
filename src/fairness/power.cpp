#include "fairness/power.hpp"

#include <algorithm>
#include <cmath>

#include "fairness/statistics.hpp"

namespace fairdraw::fairness {
namespace {

/// Where a function that rises from below `wanted` reaches it.
template <class Rising>
double reached(double wanted, Rising rising) {
    double low = 0;
    double high = 1;
    while (rising(high) < wanted) high *= 2;
    for (int halving = 0; halving < 60; ++halving) {
        const double middle = (low + high) / 2;
        (rising(middle) < wanted ? low : high) = middle;
    }
    return high;
}

}  // namespace

double chi_squared_exceeded_with(double p, double degrees_of_freedom) {
    return reached(-p, [&](double value) { return -outcome(value, degrees_of_freedom).p_value; });
}

double noncentral_chi_squared_above(double value, double degrees_of_freedom, double noncentrality) {
    const double mean = noncentrality / 2;
    if (mean == 0) return outcome(value, degrees_of_freedom).p_value;
    // Ten standard deviations and a few on each side hold all of a Poisson distribution that matters.
    const double reach = 10 * std::sqrt(mean) + 40;
    const double first = std::max(0.0, std::floor(mean - reach));
    const double x = value / 2;
    double a = degrees_of_freedom / 2 + first;
    double above = regularized_upper_gamma(a, x);
    double sum = 0;
    for (double j = first; j <= mean + reach; ++j, ++a) {
        sum += above * std::exp(j * std::log(mean) - mean - std::lgamma(j + 1));
        above += std::exp(a * std::log(x) - x - std::lgamma(a + 1));  // Q(a + 1, x), DLMF 8.8.6
    }
    return std::min(sum, 1.0);
}

double noncentrality_found(double degrees_of_freedom, double doubt, double power) {
    const double value = chi_squared_exceeded_with(doubt, degrees_of_freedom);
    return reached(power, [&](double noncentrality) {
        return noncentral_chi_squared_above(value, degrees_of_freedom, noncentrality);
    });
}

}  // namespace fairdraw::fairness
