// A round as JSON, from a row of show_round or list_rounds. Pure; any thread.
#pragma once

#include <string>

namespace pqxx {
class row;
}

namespace fairdraw::rounds {

// `repeated`: adds that what was asked for stood there already.
std::string round_json(const pqxx::row& row, bool repeated = false);

}  // namespace fairdraw::rounds
