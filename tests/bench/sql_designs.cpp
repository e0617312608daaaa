#include <pqxx/pqxx>

#include "designs.hpp"
#include "postgres/connection.hpp"

namespace bench {
namespace {

using fairdraw::postgres::Connection;
using fairdraw::postgres::Statement;

constexpr Statement insert_entry{
    "insert_entry",
    "INSERT INTO peer.entries (round, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1"};
constexpr Statement take_one{"take_one", "SELECT peer.take_one($1, $2)"};

void make_schema(const std::string& database_url) {
    Connection connection{{.url = database_url}};
    pqxx::work work{connection.raw()};
    work.exec(
        "DROP SCHEMA IF EXISTS peer CASCADE;"
        "CREATE SCHEMA peer;"
        "CREATE TABLE peer.entries (round text, user_id text, entered_at timestamptz NOT NULL DEFAULT now(),"
        "    PRIMARY KEY (round, user_id));"
        // Room on the page, so that the one row is updated in place: no index entries, pruned as it goes.
        "CREATE TABLE peer.stock (available bigint NOT NULL) WITH (fillfactor = 10);"
        "INSERT INTO peer.stock VALUES (" +
        std::string(stock) +
        ");"
        // The row that all want comes last, so that it is held for as short as can be: not over a trip to the
        // client, either.
        "CREATE FUNCTION peer.take_one(of_round text, by_user text) RETURNS boolean LANGUAGE plpgsql AS $$"
        "BEGIN"
        "    INSERT INTO peer.entries (round, user_id) VALUES (of_round, by_user) ON CONFLICT DO NOTHING;"
        "    IF NOT FOUND THEN RETURN false; END IF;"
        "    UPDATE peer.stock SET available = available - 1 WHERE available > 0;"
        "    IF NOT FOUND THEN RAISE 'sold out'; END IF;"
        "    RETURN true;"
        "END $$");
    work.commit();
}

Connection& own_connection(const std::string& database_url) {
    thread_local Connection connection{{.url = database_url}};
    return connection;
}

}  // namespace

Enter insert(const std::string& database_url) {
    make_schema(database_url);
    return [database_url](const std::string& round, const std::string& user) {
        // A transaction of its own without BEGIN and COMMIT: one round trip.
        const auto inserted = own_connection(database_url).read(insert_entry, {round, user});
        return inserted.empty() ? Outcome::repeated : Outcome::entered;
    };
}

Enter stock_counter(const std::string& database_url) {
    make_schema(database_url);
    return [database_url](const std::string& round, const std::string& user) {
        const auto taken = own_connection(database_url).read(take_one, {round, user});
        return taken[0][0].as<bool>() ? Outcome::entered : Outcome::repeated;
    };
}

}  // namespace bench
