#include "fairdraw/quota.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "big_endian.hpp"
#include "fairdraw/sha256.hpp"
#include "grammar.hpp"

namespace fairdraw {
namespace {

constexpr std::uint64_t largest_denominator = 1'000'000;

void require_valid(const Odds& odds) {
    if (odds.numerator < 1 || odds.numerator > odds.denominator || odds.denominator > largest_denominator) {
        throw std::invalid_argument("odds that are none");
    }
}

/// Uniform in [0, bound), from the seed: numbers that would make some remainders likelier than others are
/// passed over.
std::uint64_t uniform_below(std::uint64_t bound, const Hash& seed) {
    const std::uint64_t largest_start = std::uint64_t{0} - bound;  // 2^64 - bound
    Sha256 sha256;
    for (std::uint32_t i = 0;; ++i) {
        const Hash output = sha256.update(seed).update("quota").update(big_endian(i)).finish();
        const std::uint64_t x = leading_number(output);
        if (x - x % bound <= largest_start) return x % bound;
    }
}

tl::expected<Quota, std::string> parse_odds(std::string_view text) {
    const auto parts = split<2>(text, ' ');
    const auto ratio = parts ? split<2>((*parts)[0], '/') : std::nullopt;
    if (!ratio) return refuse("odds are written `odds A/B stochastic` or `odds A/B floor`");
    const auto numerator = parse_number((*ratio)[0], largest_denominator);
    const auto denominator = parse_number((*ratio)[1], largest_denominator);
    if (!numerator || !denominator || *numerator < 1 || *numerator > *denominator) {
        return refuse("odds A/B need 1 <= A <= B <= 1000000, without leading zeros");
    }
    const std::string_view rounding = (*parts)[1];
    if (rounding != "stochastic" && rounding != "floor") {
        return refuse("odds are rounded `stochastic` or `floor`");
    }
    return Odds{static_cast<std::uint32_t>(*numerator), static_cast<std::uint32_t>(*denominator),
                rounding == "floor" ? Odds::Rounding::floor : Odds::Rounding::stochastic};
}

tl::expected<Quota, std::string> parse_count(std::string_view text) {
    const auto winners = parse_number(text, largest_count);
    if (!winners) return refuse("a count is a number from 0 to 2^40, without sign or leading zeros");
    return FixedCount{*winners};
}

}  // namespace

std::string format_quota(const Quota& quota) {
    if (const auto* count = std::get_if<FixedCount>(&quota))
        return fmt::format("count {}", writable_count(count->winners));
    const Odds& odds = std::get<Odds>(quota);
    require_valid(odds);
    return fmt::format("odds {}/{} {}", odds.numerator, odds.denominator,
                       odds.rounding == Odds::Rounding::floor ? "floor" : "stochastic");
}

tl::expected<Quota, std::string> parse_quota(std::string_view text) {
    if (text.starts_with("odds ")) return parse_odds(text.substr(5));
    if (text.starts_with("count ")) return parse_count(text.substr(6));
    return refuse("a quota is `odds A/B stochastic`, `odds A/B floor` or `count C`");
}

std::uint64_t winners_at(const Odds& odds, std::uint64_t entries, std::uint64_t uniform) {
    require_valid(odds);
    const std::uint64_t share = writable_count(entries) * odds.numerator;  // below 2^60
    const std::uint64_t remainder = share % odds.denominator;
    const bool up = odds.rounding == Odds::Rounding::stochastic && uniform < remainder;
    return share / odds.denominator + (up ? 1 : 0);
}

std::uint64_t winners_of(const Quota& quota, std::uint64_t entries, const Hash& seed) {
    if (const auto* count = std::get_if<FixedCount>(&quota)) return std::min(count->winners, entries);
    const Odds& odds = std::get<Odds>(quota);
    return winners_at(odds, entries, uniform_below(odds.denominator, seed));
}

}  // namespace fairdraw
