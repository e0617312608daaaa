// The log's own transactions, by name (postgres/transaction.hpp). What they write follows from the log, so
// doing them again changes nothing. The crash test goes through this list, too.
#pragma once

#include <array>

#include "postgres/transaction.hpp"

namespace fairdraw::log::steps {

inline constexpr postgres::Step keep_checkpoint{"keep_checkpoint"};
inline constexpr postgres::Step keep_cosignature{"keep_cosignature"};

inline constexpr std::array all{keep_checkpoint, keep_cosignature};

}  // namespace fairdraw::log::steps
