// That a text stands in an operator's log, for whoever is not connected to it: https://c2sp.org/tlog-proof.
//
// Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "fairdraw/checkpoint.hpp"
#include "fairdraw/unreadable.hpp"

namespace fairdraw {

struct TlogProof {
    std::uint64_t index = 0;      ///< the leaf's, from 0
    std::vector<Hash> path;       ///< from the leaf to the checkpoint's root
    SignedCheckpoint checkpoint;  ///< with its cosignatures
};

/// The whole file. `signed_checkpoint` is a note, and goes into it as it is.
std::string format_tlog_proof(std::uint64_t index, std::span<const Hash> path,
                              std::string_view signed_checkpoint);

/// Verifies nothing. A line `extra` is read over: nothing vouches for it.
tl::expected<TlogProof, Unreadable> parse_tlog_proof(std::string_view bytes, std::string_view file);

}  // namespace fairdraw
