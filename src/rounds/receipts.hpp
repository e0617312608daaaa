// The receipts of entries as JSON (draw-protocol.md, section 6). One thread a connection.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fairdraw/receipt_batch.hpp"
#include "postgres/connection.hpp"
#include "rounds/recent_batches.hpp"
#include "rounds/round.hpp"

namespace fairdraw::rounds {

// Of an entry from before there were receipts, or whose round's key is not here any more.
inline constexpr const char* no_receipt = "null";

using Promised = ReceiptBatch::Entry;

// What a batch's receipts are made of, as bytea's text: how it is kept in fairdraw.receipt_batches.
std::string format_leaves(std::vector<Promised> entries);

// For all entries of one commit, in their order. Precondition: round.key.
std::vector<std::string> make_receipts(const Round& round, UnixMs committed,
                                       const std::vector<Promised>& promised, RecentBatches& recent);

struct RememberedEntry {
    UnixMs received_at;
    std::string receipt;  // the same as at first
};

// Without asking the database: nothing when it must be asked.
std::optional<RememberedEntry> find_remembered(const Round& round, const Tag& tag, RecentBatches& recent);

struct EarlierEntry {
    Tag tag;
    std::int64_t batch_no;
};

// The same receipts as at first, for entries of any commits, in their order.
std::vector<std::string> make_receipts_again(postgres::Connection& connection, const Round& round,
                                             std::span<const EarlierEntry> entries, RecentBatches& recent);

}  // namespace fairdraw::rounds
