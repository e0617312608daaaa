// How much several more coupons can take off at most: what lets a search pass over combinations unseen.
//
// It holds because what a coupon takes off grows with what is left, so that none ever takes more than it
// would now; and because the percentages of one scope, applied one after the other with the largest first,
// give the most that so many of them can.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "pricing/effect.hpp"

namespace fairdraw::pricing {

/// Something that up to max_together coupons take off: [n] is the most that n of them do.
using MostOf = std::array<std::int64_t, max_together + 1>;

/// The largest max_together of several amounts, the largest first.
class Largest {
  public:
    void add(std::int64_t amount);
    /// The first n together, but no more than any order comes to.
    std::int64_t sum_of(std::size_t n) const;
    /// The same for each n, but no more than there is.
    MostOf sums(std::int64_t there_is) const;
    /// Adds them one by one, as far as there is so much.
    void add_to(Largest& others, std::int64_t there_is) const;

  private:
    std::array<std::int64_t, max_together> amounts_{};
};

/// A coupon that may still be chosen.
struct Choice {
    const Effect* effect;
    std::size_t place;    // among all candidates, in the order in which they are applied
    std::size_t scope;    // which of the distinct lists of eligible items
    std::int64_t amount;  // what it would take off now
};

/// The distinct lists of eligible items, and what is left of each.
struct Scopes {
    std::vector<const std::vector<std::size_t>*> eligible;
    std::vector<std::int64_t> left;  // of those that any choice has; negative for the others
    std::size_t all = 0;             // the one that holds every other, if there is one; else eligible.size()
};

/// What is left of all items that any coupon may take something off.
struct Rest {
    std::int64_t money;
    std::size_t items;  // how many they are
};

/// What n more of these choices take off at most, all together. They are in the order in which they are
/// applied, and all after those that are applied already.
MostOf most_of(std::span<const Choice> choices, const Scopes& scopes, const Rest& rest,
               std::int64_t shipping_left);

}  // namespace fairdraw::pricing
