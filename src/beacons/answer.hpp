// What drand's relays answer, and whether they agree. A relay may lie: its answer is read strictly, and what
// it says besides goes nowhere. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "fairdraw/drand.hpp"

namespace fairdraw::beacons {

// Why a relay gave no beacon, in words that do not change while the trouble stays the same.
struct RelayTrouble {
    std::string reason;
    bool has_none = false;  // it does not have this beacon, or not yet
};

using RelayAnswer = tl::expected<DrandBeacon, RelayTrouble>;

// The answer to `GET /{chain}/public/{round}` (drand's HTTP API, v1): the beacon of exactly that round, whose
// randomness is the SHA-256 of its signature. Whether the chain signed it is not looked at.
RelayAnswer read_answer(long status, std::string_view body, const DrandRound& round);

// The beacon to take: the one of the only relay, or the one, and only one, that two or more gave. Otherwise
// why there is none, in words for anybody: relays are named by their place, from 1.
tl::expected<DrandBeacon, std::string> agree(const std::vector<RelayAnswer>& answers);

}  // namespace fairdraw::beacons
