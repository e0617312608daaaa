// Was this database restored from a dump into another cluster? Then what is recorded has numbers of
// transactions that are still to come here: events would be lost, and what was redeemed would not look so.
#pragma once

#include <optional>
#include <string>

namespace fairdraw::notices {

// Why nothing may be served from it yet, in words for an operator. Nothing where all is well, and also where
// the database is away or yet to be migrated: the log says then that it was not checked. Waits for a
// connection of its own for seconds at most.
std::optional<std::string> refuse_restored(const std::string& database_url);

}  // namespace fairdraw::notices
