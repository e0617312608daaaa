#include <pqxx/pqxx>

#include "designs.hpp"
#include "postgres/connection.hpp"
#include "postgres/transaction.hpp"

namespace bench {
namespace {

using fairdraw::postgres::Connection;
using fairdraw::postgres::Statement;
using fairdraw::postgres::Transaction;

constexpr Statement insert_entry{
    "insert_entry",
    "INSERT INTO peer.entries (round, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1"};
constexpr Statement take_one{
    "take_one", "UPDATE peer.stock SET available = available - 1 WHERE available > 0 RETURNING 1"};

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
        std::string(stock) + ")");
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
        Transaction transaction{own_connection(database_url), {"enter"}};
        // The row that all want comes last, so that it is held for as short as can be.
        if (transaction.run(insert_entry, {round, user}).empty()) return Outcome::repeated;
        if (transaction.run(take_one).empty()) return Outcome::sold_out;
        transaction.commit();
        return Outcome::entered;
    };
}

}  // namespace bench
