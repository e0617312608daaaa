// Which drand chains an audit knows, and when their rounds are due (draw-protocol.md, section 5). Pure; any
// thread.
#pragma once

#include <cstdint>
#include <vector>

#include "fairdraw/audit.hpp"

namespace fairdraw {

/// quicknet, and what the auditor was told of.
std::vector<DrandChain> known_chains(const std::vector<DrandChain>& further);

/// The chain of that hash; null when it is not known.
const DrandChain* find_chain(const std::vector<DrandChain>& chains, const Hash& hash);

/// When a round was due. A chain's description may be anything, so what is beyond all time stays there.
UnixMs due(const DrandChain& chain, std::uint64_t number);

}  // namespace fairdraw
