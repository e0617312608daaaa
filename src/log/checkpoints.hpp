// The log's heads, signed: https://c2sp.org/tlog-checkpoint. One thread a connection.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "fairdraw/note.hpp"
#include "fairdraw/time.hpp"
#include "postgres/connection.hpp"

namespace fairdraw::log {

// The first key is the current one, whose origin is the log's; the others of that origin sign too, so that
// who pinned an older one can go on. At least one; they outlive whatever is given them.
using Keys = std::span<const SigningKey>;

// The checkpoint over the first `size` leaves, with no cosignatures.
std::string sign_checkpoint(postgres::Connection& connection, Keys keys, std::uint64_t size);

// The log as it stands, with what witnesses have cosigned of it by now.
std::string current_checkpoint(postgres::Connection& connection, Keys keys);

// That the leaf at `index` stands in the log, for whoever is offline: https://c2sp.org/tlog-proof, on the
// checkpoint that a witness cosigned first. None where none did before `deadline` (if there is one): it would
// prove nothing that matters.
std::optional<std::string> find_proof(postgres::Connection& connection, Keys keys, std::uint64_t index,
                                      std::optional<UnixMs> deadline);

}  // namespace fairdraw::log
