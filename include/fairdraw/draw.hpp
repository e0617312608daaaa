// The draw (draw-protocol.md, sections 1 and 3): tags, the seed, tickets, and the winners in rank order.
//
// Pure. A `TagKey` is immutable and may be used by several threads at once; a `Redraw` belongs to one at a
// time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "fairdraw/identifiers.hpp"

struct evp_mac_ctx_st;

namespace fairdraw {

/// Hides in a batch's tree when an entrant's neighbours entered (section 6).
using Salt = std::array<std::uint8_t, 16>;

enum class CommitmentKind { secret, tag_key };

/// What an announcement says of a value that stays secret until later, or for ever.
Hash commitment(CommitmentKind kind, std::string_view origin, const RoundId& round, const Hash& value);

/// A round's `tag_key`, ready to name entrants.
class TagKey {
  public:
    explicit TagKey(const Hash& key);

    /// `user` is a valid user id (identifiers.hpp).
    Tag tag_of(const RoundId& round, std::string_view user) const;

    /// The first half of HMAC-SHA256(tag_key, "receipt" || 0x00 || tag): section 6. Of several tags at once,
    /// in their order.
    std::vector<Salt> receipt_salts_of(std::span<const Tag> tags) const;

  private:
    std::shared_ptr<evp_mac_ctx_st> keyed_;
};

/// `randomness`: the beacon's, or none with `beacon none`.
Hash seed_of(const Hash& close, const Hash& secret, const std::optional<Hash>& randomness);

/// SHA-256(seed || tag). Who has the lower ticket wins.
Hash ticket_of(const Hash& seed, const Tag& tag);

struct DrawResult {
    std::vector<Tag> winners;    ///< ranks 1 to k
    Hash winners_root{};         ///< over the winners' tags in rank order
    std::optional<Hash> cutoff;  ///< ticket of the last winner; none when nobody won
};

/// The draw over tags that stream by, in any order; a tag added twice stands twice. Keeps only what can still
/// win: at most 1.5 k + 1024 tags of 24 bytes, however many are added.
class Redraw {
  public:
    /// `winners` is k. Fewer win when fewer are added.
    Redraw(const Hash& seed, std::uint64_t winners);

    void add(const Tag& tag);

    /// Ends the draw.
    DrawResult finish() &&;

  private:
    struct Candidate {
        std::uint64_t ticket_head;  // the ticket's first 8 bytes as a big-endian number
        Tag tag;
    };
    bool ranks_before(const Candidate& a, const Candidate& b) const;
    void keep_best();

    Hash seed_;
    std::uint64_t winners_;
    std::vector<Candidate> candidates_;
    std::optional<Candidate> bound_;  // no winner ranks after it
};

}  // namespace fairdraw
