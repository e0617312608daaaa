// Gives receipts (draw-protocol.md, section 6): the tree over entries that became durable in one commit,
// under one signature.
//
// The same entries, time and keys give the same receipts, byte for byte, whenever they are made: Ed25519 is
// deterministic, and the leaves stand in the order of their tags. Immutable; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fairdraw/draw.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/merkle_tree.hpp"
#include "fairdraw/note.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw {

class ReceiptBatch {
  public:
    struct Entry {
        Tag tag{};
        UnixMs received_at;
        auto operator<=>(const Entry&) const = default;
    };

    /// Preconditions: at least one entry, no tag twice, none received after `committed`.
    ReceiptBatch(const SigningKey& key, const RoundId& round, const TagKey& tag_key, UnixMs committed,
                 std::vector<Entry> entries);

    /// Ascending.
    const std::vector<Entry>& entries() const { return entries_; }

    /// What all of them share: the signed note.
    const std::string& note() const { return note_; }

    struct Place {
        UnixMs received_at;
        Salt salt{};
        std::uint64_t index = 0;
        std::vector<Hash> path;  ///< leaf to root
    };
    /// None for a tag that is not in the batch.
    std::optional<Place> place_of(const Tag& tag) const;

  private:
    std::vector<Entry> entries_;  // ascending
    std::vector<Salt> salts_;
    MerkleTree tree_;
    std::string note_;
};

}  // namespace fairdraw
