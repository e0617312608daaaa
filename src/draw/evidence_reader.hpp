// Reads a round's whole evidence once and keeps what the checks need of it (draw-protocol.md, sections 4 and
// 5).
//
// The texts are kept; the lists, which may have millions of lines, stream by, and only what was found out
// about them stays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "fairdraw/audit.hpp"
#include "fairdraw/draw.hpp"
#include "fairdraw/note.hpp"
#include "fairdraw/texts.hpp"
#include "fairdraw/tlog_proof.hpp"
#include "fairdraw/unreadable.hpp"

namespace fairdraw {

template <class Text>
struct Signed {
    Note note;
    Text text;
    Hash hash{};  ///< of the text
};

struct DisqualifiedFound {
    std::uint64_t count = 0;
    Hash hash{};                                 ///< of the file
    std::optional<std::uint64_t> disorder;       ///< first line that does not ascend
    std::optional<std::uint64_t> also_an_entry;  ///< first line of entries.txt that is disqualified
};

struct EntriesFound {
    std::uint64_t count = 0;
    Hash root{};
    std::optional<std::uint64_t> disorder;  ///< first line that does not ascend
};

struct WinnersFound {
    std::uint64_t count = 0;                  ///< lines
    std::optional<std::uint64_t> wrong_line;  ///< first line that is not the tag of its rank
    Hash root{};                              ///< over ranks 1 to k
    std::optional<Hash> cutoff;               ///< of rank k
};

struct Evidence {
    VerifierKey key;
    bool key_pinned = false;
    Signed<Announcement> announcement;
    std::optional<Signed<Close>> close;
    std::optional<Signed<Draw>> draw;    // either this
    std::optional<Signed<Void>> voided;  // or this
    EntriesFound entries;                // the lists: only with a close
    DisqualifiedFound disqualified;
    WinnersFound winners;         // only with a draw
    bool receipt_listed = false;  // the receipt's tag is in entries.txt or in disqualified.txt
    std::optional<TlogProof> announcement_proof;
    std::optional<TlogProof> close_proof;
};

class EvidenceReader {
  public:
    /// Both must outlive the reader.
    EvidenceReader(EvidenceSource& source, const AuditOptions& options)
        : source_(source), options_(options) {}

    tl::expected<Evidence, Unreadable> read();

    /// The announced round, once that much was read.
    const std::optional<std::string>& round() const { return round_; }

  private:
    template <class Value>
    using Read = tl::expected<Value, Unreadable>;

    Read<VerifierKey> read_key();
    Read<void> read_outcome(Evidence& evidence);
    Read<void> read_close(Evidence& evidence);
    Read<void> read_disqualified(Evidence& evidence);
    Read<void> read_entries(Evidence& evidence);
    Read<void> read_winners(Evidence& evidence, const DrawResult& redrawn);
    Read<void> read_proofs(Evidence& evidence);

    EvidenceSource& source_;
    const AuditOptions& options_;
    std::optional<std::string> round_;
    std::vector<Tag> disqualified_tags_;  // sorted
};

}  // namespace fairdraw
