// Making room for a round never waits for, nor blocks, a window that is open.
#include <doctest/doctest.h>

#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>

#include "integration/rounds_database.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

// Whoever waits for a lock fails soon instead.
void do_not_wait(postgres::Connection& connection) {
    pqxx::nontransaction session{connection.raw()};
    session.exec("SET lock_timeout = '200ms'");
}

std::string insert_entry(rounds::RoundNumber round, const std::string& user) {
    return "INSERT INTO fairdraw.entries VALUES (" + std::to_string(rounds::sql_value(round)) + ", '" + user +
           "', decode(md5('" + user + "'), 'hex'), now())";
}

}  // namespace

TEST_CASE("a round is announced while entries of another are being recorded") {
    RoundsDatabase database;
    const auto open = database.announce("open");
    do_not_wait(database.keeper);

    pqxx::work entering{database.serving.raw()};
    entering.exec(insert_entry(open, "early"));
    CHECK(failure_of([&] { database.announce("next"); }).empty());
    entering.commit();
    CHECK(database.value("SELECT count(*) FROM fairdraw.entries") == "1");
}

TEST_CASE("entries are recorded while another round is being announced") {
    RoundsDatabase database;
    const auto open = database.announce("open");
    do_not_wait(database.serving);

    pqxx::work announcing{database.keeper.raw()};
    announcing.exec("SELECT fairdraw.make_partitions(4711)");
    CHECK(failure_of([&] {
              pqxx::work entering{database.serving.raw()};
              entering.exec(insert_entry(open, "early"));
              entering.commit();
          }).empty());
    announcing.commit();
}

TEST_CASE("a draw reads its own round's partition alone") {
    RoundsDatabase database;
    database.announce("one");
    database.announce("two");
    const auto plan = database.query("EXPLAIN SELECT user_id FROM fairdraw.entries WHERE round_no = 1");
    std::string text;
    for (const auto& row : plan) text += row[0];
    CHECK(text.find("entries_1") != std::string::npos);
    CHECK(text.find("entries_2") == std::string::npos);
}
