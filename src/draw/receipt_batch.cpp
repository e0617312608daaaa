#include "fairdraw/receipt_batch.hpp"

#include <algorithm>

#include "fairdraw/receipt.hpp"
#include "merkle_nodes.hpp"

namespace fairdraw {
namespace {

std::vector<ReceiptBatch::Entry> in_order(std::vector<ReceiptBatch::Entry> entries) {
    std::ranges::sort(entries);
    return entries;
}

std::vector<Salt> salts_of(const TagKey& tag_key, const std::vector<ReceiptBatch::Entry>& entries) {
    std::vector<Tag> tags;
    tags.reserve(entries.size());
    for (const auto& entry : entries) tags.push_back(entry.tag);
    return tag_key.receipt_salts_of(tags);
}

std::vector<Hash> leaf_hashes_of(const std::vector<ReceiptBatch::Entry>& entries,
                                 const std::vector<Salt>& salts) {
    std::vector<Hash> hashes;
    hashes.reserve(entries.size());
    Sha256 sha256;
    for (std::size_t i = 0; i < entries.size(); ++i)
        hashes.push_back(hash_leaf(sha256, receipt_leaf(entries[i].tag, entries[i].received_at, salts[i])));
    return hashes;
}

}  // namespace

ReceiptBatch::ReceiptBatch(const SigningKey& key, const RoundId& round, const TagKey& tag_key,
                           UnixMs committed, std::vector<Entry> entries)
    : entries_(in_order(std::move(entries))),
      salts_(salts_of(tag_key, entries_)),
      tree_(leaf_hashes_of(entries_, salts_)),
      note_(key.sign(format(ReceiptsText{.origin = key.origin(),
                                         .round = round,
                                         .committed = committed,
                                         .size = tree_.size(),
                                         .root = tree_.root()}))) {}

std::optional<ReceiptBatch::Place> ReceiptBatch::place_of(const Tag& tag) const {
    const auto entry = std::ranges::lower_bound(entries_, tag, {}, &Entry::tag);
    if (entry == entries_.end() || entry->tag != tag) return std::nullopt;
    const auto index = static_cast<std::size_t>(entry - entries_.begin());
    return Place{entry->received_at, salts_[index], index, tree_.path(index)};
}

}  // namespace fairdraw
