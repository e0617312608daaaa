// How many win (draw-protocol.md, section 2 `quota`, and section 3, step 4).
//
// Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

#include "fairdraw/bytes.hpp"

namespace fairdraw {

/// Every count in the protocol is at most this.
inline constexpr std::uint64_t largest_count = std::uint64_t{1} << 40;

/// Everybody wins with probability `numerator / denominator`; 1 <= numerator <= denominator <= 1,000,000.
struct Odds {
    enum class Rounding {
        stochastic,  ///< up or down by the seed, so that the expected number of winners is exact
        floor,       ///< always down
    };
    std::uint32_t numerator = 1;
    std::uint32_t denominator = 1;
    Rounding rounding = Rounding::stochastic;

    bool operator==(const Odds&) const = default;
};

/// A fixed number of winners, or everybody when fewer entered; 0 <= winners <= 2^40.
struct FixedCount {
    std::uint64_t winners = 0;

    bool operator==(const FixedCount&) const = default;
};

using Quota = std::variant<Odds, FixedCount>;

/// `odds 1/5 stochastic`, `odds 1/5 floor`, `count 100`.
std::string format_quota(const Quota& quota);

/// The inverse, and nothing else. The error says what is wrong, in words for whoever wrote the rule.
tl::expected<Quota, std::string> parse_quota(std::string_view text);

/// k: the number of winners among `entries` valid entries (at most 2^40) under `seed`.
std::uint64_t winners_of(const Quota& quota, std::uint64_t entries, const Hash& seed);

/// k when the uniform number drawn was `uniform`, in [0, denominator). What `winners_of` does for odds, with
/// the seed's part taken out, so that the expectation can be summed over every possible outcome.
std::uint64_t winners_at(const Odds& odds, std::uint64_t entries, std::uint64_t uniform);

}  // namespace fairdraw
