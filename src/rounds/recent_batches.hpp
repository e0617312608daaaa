// The batches of receipts that were signed, or asked for again, last: when connections are lost in the middle
// of a rush, everybody asks again for what they were just given, and no batch is then read and hashed again.
//
// Whoever looks for those who ask again lists the tags of new batches first, so that who signs need not. Any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "fairdraw/receipt_batch.hpp"

namespace fairdraw::rounds {

using BatchPtr = std::shared_ptr<const ReceiptBatch>;

class RecentBatches {
  public:
    // Never holds more, as far as can be told; the oldest is forgotten first.
    explicit RecentBatches(std::size_t most_bytes) : most_bytes_(most_bytes) {}

    void remember(BatchPtr batch);

    // So that all that are held now can be found.
    void list();

    // The batch that has the tag; null when none is held, or listed.
    BatchPtr find(const Tag& tag);

    // What a batch of so many entries takes.
    static std::size_t bytes_of(std::size_t entries);

  private:
    bool list_next();
    void forget_oldest();

    const std::size_t most_bytes_;
    std::mutex mutex_;
    std::deque<BatchPtr> batches_;  // the oldest first; numbered from `oldest_`
    std::uint64_t oldest_ = 0;
    std::uint64_t listed_ = 0;  // all before this one are
    std::size_t bytes_ = 0;
    std::unordered_map<std::uint64_t, std::uint64_t> numbers_;  // by the begin of a tag: the batch's number
};

}  // namespace fairdraw::rounds
