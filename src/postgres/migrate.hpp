// Brings a database's schema to this program's version: forward only, each migration in a transaction of its
// own, with a checksum so that a file edited after it ran is noticed. Safe when several start at once: one
// works, the others wait.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "postgres/connection.hpp"

namespace fairdraw::postgres {

// Calls `applied` with each migration's name once it is committed. The connection's login must own the
// schema, or be allowed to create it and roles. Throws std::runtime_error when a migration that ran earlier
// differs from this program's, or the database is ahead of this program.
void migrate(Connection& connection, const std::function<void(const std::string& name)>& applied);

// What keeps this program from working on the database, in words for an operator; nothing when it is
// migrated.
std::optional<std::string> missing_migration(Connection& connection);

}  // namespace fairdraw::postgres
