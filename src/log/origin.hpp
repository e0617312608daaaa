// Whose log a database holds: the origin names it, and with it every text in it. One thread a connection.
#pragma once

#include <optional>
#include <string>

#include "log/checkpoints.hpp"
#include "postgres/connection.hpp"

namespace fairdraw::log {

// Why nothing more may be published under the current key, in words for an operator: what is published is
// under another origin. Nothing when it is under the same, or nothing is published yet.
std::optional<std::string> refuse_origin(postgres::Connection& connection, Keys keys);

// The same at the start, when the database may be away or yet to be migrated: then nothing, and the log says
// that it was not checked. Waits for a connection of its own for seconds at most.
std::optional<std::string> refuse_origin(const std::string& database_url, Keys keys);

}  // namespace fairdraw::log
