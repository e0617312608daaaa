#include "rounds/recent_batches.hpp"

#include <algorithm>
#include <cstring>

namespace fairdraw::rounds {

namespace {

// An entry, its salt, its hash and as much again for those above it, and a node and a bucket of the list.
constexpr std::size_t bytes_an_entry =
    sizeof(ReceiptBatch::Entry) + sizeof(Salt) + 2 * sizeof(Hash) + 5 * sizeof(std::uint64_t);
constexpr std::size_t bytes_a_batch = 1024;  // the note, and what many small pieces of memory waste

// Tags are random: their begin tells nearly all apart.
std::uint64_t begin_of(const Tag& tag) {
    std::uint64_t begin;
    std::memcpy(&begin, tag.data(), sizeof(begin));
    return begin;
}

}  // namespace

std::size_t RecentBatches::bytes_of(std::size_t entries) {
    return bytes_a_batch + entries * bytes_an_entry;
}

void RecentBatches::remember(BatchPtr batch) {
    const std::lock_guard lock{mutex_};
    bytes_ += bytes_of(batch->entries().size());
    batches_.push_back(std::move(batch));
    while (bytes_ > most_bytes_) forget_oldest();
}

void RecentBatches::list() {
    while (list_next()) {
    }
}

BatchPtr RecentBatches::find(const Tag& tag) {
    BatchPtr batch;
    {
        const std::lock_guard lock{mutex_};
        const auto number = numbers_.find(begin_of(tag));
        if (number == numbers_.end()) return nullptr;
        batch = batches_[number->second - oldest_];
    }
    return std::ranges::binary_search(batch->entries(), tag, {}, &ReceiptBatch::Entry::tag) ? batch : nullptr;
}

// One at a time, so that nobody who has just signed waits for long. False when all are listed.
bool RecentBatches::list_next() {
    const std::lock_guard lock{mutex_};
    if (listed_ == oldest_ + batches_.size()) return false;
    for (const auto& entry : batches_[listed_ - oldest_]->entries()) numbers_[begin_of(entry.tag)] = listed_;
    ++listed_;
    return true;
}

void RecentBatches::forget_oldest() {
    const auto& entries = batches_.front()->entries();
    bytes_ -= bytes_of(entries.size());
    if (listed_ > oldest_) {
        for (const auto& entry : entries) {
            const auto number = numbers_.find(begin_of(entry.tag));
            // Another instance of the same batch, asked for again, may have taken its place.
            if (number != numbers_.end() && number->second == oldest_) numbers_.erase(number);
        }
    }
    batches_.pop_front();
    listed_ = std::max(listed_, ++oldest_);
}

}  // namespace fairdraw::rounds
