// Which drand chains an audit knows (draw-protocol.md, section 5). Pure; any thread.
#pragma once

#include <vector>

#include "fairdraw/drand.hpp"

namespace fairdraw {

/// quicknet, and what the auditor was told of.
std::vector<DrandChain> known_chains(const std::vector<DrandChain>& further);

/// The chain of that hash; null when it is not known.
const DrandChain* find_chain(const std::vector<DrandChain>& chains, const Hash& hash);

}  // namespace fairdraw
