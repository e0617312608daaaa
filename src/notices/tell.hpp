// Telling people, in the transaction of what there is to tell: one row, however many it is for. One thread.
#pragma once

#include "postgres/transaction.hpp"

namespace fairdraw::notices {

enum class RoundOutcome { drawn, void_round };

// Whoever entered the round finds in their inbox how it went for them; told once a round.
void tell_outcome(postgres::Transaction& transaction, int round_no, RoundOutcome outcome);

}  // namespace fairdraw::notices
