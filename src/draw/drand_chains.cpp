#include "drand_chains.hpp"

#include <algorithm>

namespace fairdraw {

std::vector<DrandChain> known_chains(const std::vector<DrandChain>& further) {
    std::vector<DrandChain> chains = further;
    chains.push_back(DrandChain::quicknet());
    return chains;
}

const DrandChain* find_chain(const std::vector<DrandChain>& chains, const Hash& hash) {
    const auto chain = std::ranges::find(chains, hash, &DrandChain::hash);
    return chain == chains.end() ? nullptr : &*chain;
}

}  // namespace fairdraw
