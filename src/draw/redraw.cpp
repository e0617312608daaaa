#include <algorithm>
#include <stdexcept>

#include "big_endian.hpp"
#include "fairdraw/draw.hpp"
#include "fairdraw/merkle.hpp"
#include "fairdraw/quota.hpp"
#include "grammar.hpp"

namespace fairdraw {
namespace {

constexpr std::uint64_t smallest_surplus = 1024;

}  // namespace

Redraw::Redraw(const Hash& seed, std::uint64_t winners) : seed_(seed), winners_(writable_count(winners)) {}

bool Redraw::ranks_before(const Candidate& a, const Candidate& b) const {
    if (a.ticket_head != b.ticket_head) return a.ticket_head < b.ticket_head;
    // Once in 2^64 pairs, or the same tag twice: cheaper to hash again than to keep whole tickets.
    const Hash ticket_a = ticket_of(seed_, a.tag);
    const Hash ticket_b = ticket_of(seed_, b.tag);
    return ticket_a != ticket_b ? ticket_a < ticket_b : a.tag < b.tag;
}

void Redraw::add(const Tag& tag) {
    if (winners_ == 0) return;
    const Candidate candidate{leading_number(ticket_of(seed_, tag)), tag};
    if (bound_ && ranks_before(*bound_, candidate)) return;
    candidates_.push_back(candidate);
    if (candidates_.size() >= winners_ + std::max(winners_ / 2, smallest_surplus)) keep_best();
}

void Redraw::keep_best() {
    const auto last_winner = candidates_.begin() + static_cast<std::ptrdiff_t>(winners_ - 1);
    std::nth_element(candidates_.begin(), last_winner, candidates_.end(),
                     [this](const Candidate& a, const Candidate& b) { return ranks_before(a, b); });
    bound_ = *last_winner;
    candidates_.erase(last_winner + 1, candidates_.end());
}

DrawResult Redraw::finish() && {
    if (candidates_.size() > winners_) keep_best();
    std::ranges::sort(candidates_,
                      [this](const Candidate& a, const Candidate& b) { return ranks_before(a, b); });
    DrawResult result;
    result.winners.reserve(candidates_.size());
    MerkleRoot root;
    for (const Candidate& candidate : candidates_) {
        result.winners.push_back(candidate.tag);
        root.append(candidate.tag);
    }
    result.winners_root = root.root();
    if (!result.winners.empty()) result.cutoff = ticket_of(seed_, result.winners.back());
    return result;
}

}  // namespace fairdraw
