// What would have been found: how large a bias must be for a statistic to see it (Cohen 1988, chapter 7).
//
// A draw that is off by a bias gives, instead of chi-squared, noncentral chi-squared, whose noncentrality is
// what the statistic would be without any chance in it. Pure; any thread.
#pragma once

namespace fairdraw::fairness {

/// How surely a bias must be found to count as one that would have been found.
inline constexpr double sure = 0.99;

/// The value that a chi-squared statistic exceeds with probability `p`.
double chi_squared_exceeded_with(double p, double degrees_of_freedom);

/// The probability that noncentral chi-squared exceeds `value`: a Poisson mixture of chi-squared (DLMF 8.7.1;
/// Johnson, Kotz and Balakrishnan, 29.2).
double noncentral_chi_squared_above(double value, double degrees_of_freedom, double noncentrality);

/// How large the noncentrality must be for the statistic to have a p-value below `doubt` with probability
/// `power`.
double noncentrality_found(double degrees_of_freedom, double doubt, double power = sure);

}  // namespace fairdraw::fairness
