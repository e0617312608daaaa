// The head of an operator's log (draw-protocol.md, section 7), as https://c2sp.org/tlog-checkpoint has it: a
// signed note whose text is origin, size and root.
//
// Pure; any thread. `file` is named in errors, lines count from 1.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "fairdraw/bytes.hpp"
#include "fairdraw/note.hpp"
#include "fairdraw/unreadable.hpp"

namespace fairdraw {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;  ///< leaves; at most 2^40
    Hash root{};             ///< RFC 6962 over them
};

/// The text, three lines. Throws std::invalid_argument for an origin that is none, or a size above 2^40.
std::string format(const Checkpoint& checkpoint);

/// Of any log, so its origin may be anything that is a line. Extension lines are read over.
tl::expected<Checkpoint, Unreadable> parse_checkpoint(std::string_view text, std::string_view file);

struct SignedCheckpoint {
    Note note;              ///< signatures and cosignatures, none of them verified
    Checkpoint checkpoint;  ///< what it says
};

/// Takes a whole file apart.
tl::expected<SignedCheckpoint, Unreadable> parse_signed_checkpoint(std::string_view bytes,
                                                                   std::string_view file);

}  // namespace fairdraw
