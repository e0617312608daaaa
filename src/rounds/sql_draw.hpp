// The draw in PostgreSQL (draw-protocol, section 3), set-based, in the caller's transaction: the seed, how
// many win, and the winners. Shares no arithmetic with the library, which draws again afterwards. One thread
// a transaction.
#pragma once

#include <cstdint>
#include <optional>

#include "fairdraw/bytes.hpp"
#include "fairdraw/quota.hpp"
#include "postgres/transaction.hpp"
#include "rounds/round.hpp"

namespace fairdraw::rounds {

struct SqlDraw {
    Hash seed;
    std::int64_t winners;  // what the quota gives; as many rows stand in winners
};

// Writes the winners of a round whose `entries` valid entries stand closed; `randomness` is its beacon's, if
// it has one. Throws std::runtime_error when fewer stand there.
SqlDraw draw_in_database(postgres::Transaction& transaction, RoundNumber round, const Hash& close_hash,
                         const Hash& secret, const std::optional<Hash>& randomness, const Quota& quota,
                         std::int64_t entries);

}  // namespace fairdraw::rounds
