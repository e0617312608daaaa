// Coupons come into being here. One thread a transaction.
#pragma once

#include <cstdint>

#include "postgres/transaction.hpp"

namespace fairdraw::coupons {

// A coupon for each winner of a round, in the caller's transaction. Gives how many; a round's winners get
// theirs once (issues_one_per_draw).
std::int64_t issue_to_winners(postgres::Transaction& transaction, int round_no);

}  // namespace fairdraw::coupons
