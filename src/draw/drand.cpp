#include "fairdraw/drand.hpp"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

#include "grammar.hpp"

namespace fairdraw {

std::string format_drand_round(const DrandRound& round) {
    if (round.number == 0) throw std::invalid_argument("drand's rounds begin at 1");
    return fmt::format("drand {} {}", to_hex(round.chain), writable_count(round.number));
}

tl::expected<DrandRound, std::string> parse_drand_round(std::string_view text) {
    const auto round = grammar::announced_beacon(text);
    if (!round) return tl::unexpected(round.error());
    if (!*round) return refuse("not `drand <chain hash> <round number>`");
    return **round;
}

DrandChain DrandChain::quicknet() {
    return {.hash = *hash_from_hex("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"),
            .genesis_s = 1'692'803'367,
            .period_s = 3};
}

UnixMs DrandChain::due(std::uint64_t number) const {
    std::int64_t ms = 0;
    const auto periods = static_cast<std::int64_t>(number - 1);
    // A chain's description may be anything.
    if (__builtin_mul_overflow(periods, period_s, &ms) || __builtin_add_overflow(ms, genesis_s, &ms) ||
        __builtin_mul_overflow(ms, std::int64_t{1'000}, &ms)) {
        return {std::numeric_limits<std::int64_t>::max()};
    }
    return {ms};
}

std::uint64_t DrandChain::first_due_from(UnixMs time) const {
    const std::int64_t since_genesis_s = (time.value - 1) / 1'000 + 1 - genesis_s;
    if (time.value <= 0 || since_genesis_s <= 0) return 1;
    return static_cast<std::uint64_t>((since_genesis_s - 1) / period_s + 2);
}

}  // namespace fairdraw
