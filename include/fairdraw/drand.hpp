// drand, as far as its rounds and their times go (https://docs.drand.love; draw-protocol.md, sections 2 and
// 5). Whether a signature is the chain's own takes pairing, which is not here. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "fairdraw/bytes.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw {

/// One future output of a drand chain.
struct DrandRound {
    Hash chain{};
    std::uint64_t number = 1;

    bool operator==(const DrandRound&) const = default;
};

/// What that output turned out to be.
struct DrandBeacon {
    DrandRound round;
    std::array<std::uint8_t, 48> signature{};
    Hash randomness{};

    bool operator==(const DrandBeacon&) const = default;
};

/// `drand <chain hash> <round number>`, as an announcement has it. Throws std::invalid_argument for a number
/// that no text can hold (0, or above 2^40).
std::string format_drand_round(const DrandRound& round);

/// Exactly that, or why it is not.
tl::expected<DrandRound, std::string> parse_drand_round(std::string_view text);

/// Of a drand chain, what its rounds' times follow from.
struct DrandChain {
    Hash hash{};
    std::int64_t genesis_s = 0;  ///< Unix seconds, from 0
    std::int64_t period_s = 1;   ///< from 1

    /// The chain everybody knows.
    static DrandChain quicknet();

    /// When a round is due; what is beyond all time stays at its end. Precondition: number is not 0.
    UnixMs due(std::uint64_t number) const;

    /// The first round that is due at `time` or later. Precondition: `time` is not before 1970.
    std::uint64_t first_due_from(UnixMs time) const;
};

}  // namespace fairdraw
