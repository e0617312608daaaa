#include "pricing/combination.hpp"

#include <algorithm>
#include <span>

namespace fairdraw::pricing {

bool Ranks::holds(std::size_t rank) const {
    const auto chosen = std::span{ranks_}.first(size_);
    return std::ranges::find(chosen, rank) != chosen.end();
}

Ranks Ranks::with(std::size_t rank) const {
    Ranks more = *this;
    auto at = more.size_++;
    for (; at > 0 && more.ranks_[at - 1] > rank; --at) more.ranks_[at] = more.ranks_[at - 1];
    more.ranks_[at] = rank;
    return more;
}

bool Ranks::operator<(const Ranks& other) const {
    return size_ != other.size_ ? size_ < other.size_ : ranks_ < other.ranks_;
}

bool Combination::beats(const Combination& other) const {
    return discount != other.discount ? discount > other.discount : ranks < other.ranks;
}

}  // namespace fairdraw::pricing
