// Results as rows of find_results.
#pragma once

#include "rounds/result.hpp"

namespace pqxx {
class row;
}

namespace fairdraw::rounds {

Result result_of(const RoundId& round, const pqxx::row& row);
Fate fate_of(const pqxx::row& row);

}  // namespace fairdraw::rounds
