#include "rounds/batch.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace fairdraw::rounds {

Batch::Batch(const Recordable& recordable, Requests requests, RecentBatches& recent)
    : recordable_(recordable), recent_(recent), requests_(std::move(requests)) {
    put_first_requests_first();
}

// The first request of each user among those that arrived inside the window. In the order of users, so that
// two batches cannot wait for each other.
void Batch::put_first_requests_first() {
    const auto window = recordable_.window(*requests_[0]->round);
    if (!window) return;
    std::unordered_set<std::string_view> seen;
    seen.reserve(requests_.size());
    const auto others = std::stable_partition(requests_.begin(), requests_.end(), [&](const auto* request) {
        return window->contains(request->arrived) && seen.insert(request->user_id).second;
    });
    std::sort(requests_.begin(), others, [](auto* a, auto* b) { return a->user_id < b->user_id; });
    first_requests_ = static_cast<std::size_t>(others - requests_.begin());
}

void Batch::record(postgres::Connection& connection, UnixMs now) {
    ++tries_;
    recorded_.assign(first_requests_, std::nullopt);
    const std::span first{requests_.data(), first_requests_};
    // A better look at the database's clock may have set ours back since they arrived.
    for (const auto* request : first) now = std::max(now, request->arrived);
    const auto recorded_now = recordable_.insert(connection, first, users_of(first), now);
    for (std::size_t i = 0; i < first_requests_; ++i)
        if (recorded_now[i]) recorded_[i] = Recorded{requests_[i]->arrived, false};
    if (recordable_.with_receipts) give_receipts(now);
}

// To those who were recorded now.
void Batch::give_receipts(UnixMs committed) {
    std::vector<Promised> promised;
    promised.reserve(first_requests_);
    std::vector<Recorded*> recorded;
    for (std::size_t i = 0; i < first_requests_; ++i) {
        if (!recorded_[i]) continue;
        promised.push_back({requests_[i]->tag, requests_[i]->arrived});
        recorded.push_back(&*recorded_[i]);
    }
    if (promised.empty()) return;
    auto receipts = make_receipts(*requests_[0]->round, committed, promised, recent_);
    for (std::size_t i = 0; i < recorded.size(); ++i) recorded[i]->receipt = std::move(receipts[i]);
}

std::size_t Batch::recorded() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(recorded_, [](const auto& recorded) { return recorded.has_value(); }));
}

void Batch::answer(const std::function<void(RecordRequest&&)>& hand_on) {
    for (std::size_t i = 0; i < recorded_.size(); ++i)
        if (recorded_[i]) requests_[i]->answer(*std::move(recorded_[i]));
    for (std::size_t i = 0; i < requests_.size(); ++i) {
        if (i < first_requests_ && recorded_[i]) continue;
        requests_[i]->perhaps_recorded = i < first_requests_ && tries_ > 1;
        hand_on(std::move(*requests_[i]));
    }
}

}  // namespace fairdraw::rounds
