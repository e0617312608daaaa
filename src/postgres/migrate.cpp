#include "postgres/migrate.hpp"

#include <map>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <stdexcept>

#include "sql/migrations.hpp"
#include "sql/postgres_sql.hpp"

namespace fairdraw::postgres {

namespace {

using Applied = std::map<std::string, std::string>;  // name -> checksum

Applied read_applied(Connection& connection) {
    Applied applied;
    for (const auto& row : connection.read(sql::read_migrations))
        applied.emplace(row[0].as<std::string>(), row[1].as<std::string>());
    return applied;
}

// One session at a time migrates; the lock goes with the session, so a killed migration leaves none behind.
void lock_migrations(Connection& connection) {
    pqxx::nontransaction session{connection.raw()};
    session.exec("SELECT pg_advisory_lock(hashtextextended('fairdraw.schema_migrations', 0))");
    session.exec("CREATE SCHEMA IF NOT EXISTS fairdraw");
    session.exec(sql::create_migrations_table.text);
}

void unlock_migrations(Connection& connection) {
    pqxx::nontransaction session{connection.raw()};
    session.exec("SELECT pg_advisory_unlock(hashtextextended('fairdraw.schema_migrations', 0))");
}

void refuse_unknown(const Applied& applied) {
    std::size_t known = 0;
    for (const auto& migration : migrations::all) known += applied.count(migration.name);
    if (known < applied.size())
        throw std::runtime_error("the database holds migration " + applied.rbegin()->first +
                                 ", which this program does not know: use a newer fairdraw");
}

std::string checksum_of(Connection& connection, const Statement& migration) {
    return connection.read(sql::checksum_of, {migration.text})[0][0].as<std::string>();
}

void apply(Connection& connection, const Statement& migration, const std::string& checksum) {
    pqxx::work transaction{connection.raw()};
    transaction.exec(migration.text);
    connection.run(transaction, sql::record_migration, {migration.name, checksum});
    transaction.commit();
}

}  // namespace

void migrate(Connection& connection, const std::function<void(const std::string&)>& applied_now) {
    lock_migrations(connection);
    const auto applied = read_applied(connection);
    refuse_unknown(applied);
    for (const auto& migration : migrations::all) {
        const auto checksum = checksum_of(connection, migration);
        const auto found = applied.find(migration.name);
        if (found == applied.end()) {
            apply(connection, migration, checksum);
            applied_now(migration.name);
        } else if (found->second != checksum) {
            throw std::runtime_error(std::string("migration ") + migration.name +
                                     " was applied to this database in another form than this program's; "
                                     "restore the program's file or the database");
        }
    }
    unlock_migrations(connection);
}

std::optional<std::string> missing_migration(Connection& connection) {
    if (!connection.read(sql::has_migrations_table)[0][0].as<bool>())
        return "the database is not migrated: run `fairdraw migrate`";
    const auto applied = read_applied(connection);
    for (const auto& migration : migrations::all)
        if (!applied.count(migration.name))
            return std::string("migration ") + migration.name + " is missing: run `fairdraw migrate`";
    return std::nullopt;
}

}  // namespace fairdraw::postgres
