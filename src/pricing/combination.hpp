// Which coupons are chosen, what they take off, and which of two combinations is the better one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "pricing/rule.hpp"

namespace fairdraw::pricing {

/// Ranks of chosen coupons, in order; at most max_together.
class Ranks {
  public:
    std::size_t size() const { return size_; }
    bool holds(std::size_t rank) const;
    Ranks with(std::size_t rank) const;
    /// The fewer come first; of equally many, the first ranks.
    bool operator<(const Ranks& other) const;

  private:
    std::array<std::size_t, max_together> ranks_{};
    std::size_t size_ = 0;
};

struct Combination {
    std::int64_t discount = 0;
    Ranks ranks;

    bool beats(const Combination& other) const;
};

}  // namespace fairdraw::pricing
