// How much percentages of scopes that overlap take off at most, one after the other.
#pragma once

#include "pricing/bound.hpp"

namespace fairdraw::pricing {

/// [n]: by n of the pure percentages among the choices.
///
/// A percentage b of a part e of what is left takes off as much as any b does where it is alone, but less of
/// what others took from already. With r_i left of item i, what n of them leave is sum r_i * prod (1 - b_c),
/// over those that item i is eligible for; as exp is convex (Jensen's inequality), that is at least
/// R * prod (1 - b_c)^(R_c / R), R = sum r_i and R_c of it eligible for c. Each spread in whole units before
/// another's may take one unit more off an item.
///
/// This is an estimate of what is not worth looking at, with room for the rounding of floating point; no
/// price is made of it.
MostOf most_of_percentages(std::span<const Choice> choices, const Scopes& scopes, const Rest& rest);

}  // namespace fairdraw::pricing
