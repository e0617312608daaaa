// The end of a round that will not be drawn, inside whichever transaction ends it. One thread a transaction.
#pragma once

#include <string>

#include "postgres/transaction.hpp"
#include "rounds/round.hpp"
#include "rounds/signing_keys.hpp"

namespace fairdraw::rounds {

// Publishes the void, marks the round and records who did it. Precondition: the transaction holds the round's
// row, and the round is neither drawn nor void; `reason` is one line.
void record_void(postgres::Transaction& transaction, RoundNumber round, const RoundId& id,
                 const SigningKey& key, const std::string& reason, const std::string& actor);

}  // namespace fairdraw::rounds
