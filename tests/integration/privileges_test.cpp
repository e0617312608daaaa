// Least privilege, and a schema that says what it is for.
#include <doctest/doctest.h>

#include <pqxx/nontransaction>
#include <pqxx/result>

#include "integration/rounds_database.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

std::string refusal(postgres::Connection& connection, const std::string& sql) {
    return failure_of([&] {
        pqxx::nontransaction session{connection.raw()};
        session.exec(sql);
    });
}

bool denied(postgres::Connection& connection, const std::string& sql) {
    return refusal(connection, sql).find("permission denied") != std::string::npos;
}

}  // namespace

TEST_CASE("serving connections cannot read secrets, nor change what is not theirs") {
    RoundsDatabase database;
    const auto round = std::to_string(rounds::sql_value(database.announce("secretive")));
    CHECK(denied(database.serving, "SELECT secret FROM fairdraw.round_secrets"));
    CHECK(denied(database.serving, "SELECT tag_key FROM fairdraw.round_secrets"));
    CHECK(denied(database.serving, "UPDATE fairdraw.rounds SET state = 'drawn'"));
    CHECK(denied(database.serving, "INSERT INTO fairdraw.winners VALUES (1, 1, 'mallory', '', '')"));
    CHECK(denied(database.serving, "INSERT INTO fairdraw.coupons VALUES ('free', 'mallory', 1, 'round 1')"));
    CHECK(denied(database.serving, "DELETE FROM fairdraw.entries"));
    CHECK(denied(database.serving, "UPDATE fairdraw.entries SET received_at = now()"));
    CHECK(denied(
        database.serving,
        "INSERT INTO fairdraw.disqualifications (round_no, user_id, reason) VALUES (1, 'rival', 'rival')"));
    CHECK(denied(database.serving, "SELECT fairdraw.make_partitions(99)"));
    CHECK(denied(database.serving, "INSERT INTO fairdraw.round_beacons VALUES (1, '', '')"));
    // What is recorded goes through the fence and the windows.
    CHECK(denied(database.serving, "INSERT INTO fairdraw.entries VALUES (1, 'friend', '', now())"));
    CHECK(denied(database.serving, "INSERT INTO fairdraw.reservations VALUES (1, 'friend', now())"));
    // Nor through a partition, past its parent.
    CHECK(denied(database.serving, "SELECT * FROM fairdraw.entries_" + round));
}

TEST_CASE("not even the keeper can change what was recorded or published") {
    RoundsDatabase database;
    CHECK(denied(database.keeper, "DELETE FROM fairdraw.entries"));
    CHECK(denied(database.keeper, "INSERT INTO fairdraw.entries VALUES (1, 'friend', '', now())"));
    CHECK(denied(database.keeper, "UPDATE fairdraw.publications SET note = ''"));
    CHECK(denied(database.keeper, "UPDATE fairdraw.round_secrets SET secret = ''"));
    CHECK(denied(database.keeper, "UPDATE fairdraw.rounds SET quota = 'count 1'"));
    CHECK(denied(database.keeper, "UPDATE fairdraw.rounds SET beacon_due_at = now()"));
    CHECK(denied(database.keeper, "UPDATE fairdraw.round_beacons SET signature = ''"));
    CHECK(denied(database.keeper, "DELETE FROM fairdraw.round_beacons"));
    CHECK(denied(database.keeper, "DELETE FROM fairdraw.actions"));
    CHECK(denied(database.keeper, "UPDATE fairdraw.winners SET user_id = 'friend'"));
    CHECK(denied(database.keeper, "INSERT INTO fairdraw.coupons VALUES ('free', 'friend', 1, 'a friend')"));
    CHECK(denied(database.keeper, "UPDATE fairdraw.template_stock SET issued = 0"));
    // Those who serve users have nothing issued but what users ask for.
    CHECK(denied(database.serving, "SELECT fairdraw.issue(1, 'grant', NULL, '{friend}', '{a}')"));
    CHECK(denied(database.serving, "SELECT fairdraw.issue_to_winners(1)"));
    CHECK(refusal(database.serving,
                  "SELECT fairdraw.issue_on_request(1, 'grant', NULL, '{friend}', '{a}', '{0}')")
              .find("nobody asks") != std::string::npos);
    CHECK(denied(database.keeper, "SELECT fairdraw.issue(1, 'claim', NULL, '{friend}', '{a}')"));
    CHECK(denied(database.keeper, "UPDATE fairdraw.round_stock SET issued = 0"));
    CHECK(denied(database.keeper, "DELETE FROM fairdraw.coupon_changes"));
    CHECK(denied(database.keeper, "UPDATE fairdraw.orders SET state = 'confirmed'"));
}

TEST_CASE("neither role owns anything, nor may log in") {
    RoundsDatabase database;
    CHECK(database.value("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE "
                         "r.rolname IN ('fairdraw_serving', 'fairdraw_keeper')") == "0");
    CHECK(database.value("SELECT count(*) FROM pg_roles WHERE rolname IN ('fairdraw_serving', "
                         "'fairdraw_keeper') AND rolcanlogin") == "0");
}

TEST_CASE("functions that act as the owner have a fixed search_path, and are nobody else's to call") {
    RoundsDatabase database;
    const std::string ours =
        "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'fairdraw' ";
    CHECK(database.value("SELECT count(*) " + ours + "AND prosecdef") != "0");
    CHECK(database
              .query("SELECT proname " + ours +
                     "AND prosecdef AND NOT coalesce(proconfig::text, '') LIKE '%search_path=%'")
              .empty());
    CHECK(database.query("SELECT proname " + ours + "AND has_function_privilege('public', p.oid, 'EXECUTE')")
              .empty());
}

TEST_CASE("every table and index says which question it answers") {
    RoundsDatabase database;
    database.announce("commented");
    const auto silent = database.query(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'fairdraw' AND c.relkind IN ('r', 'p', 'i', 'I') "
        "AND obj_description(c.oid, 'pg_class') IS NULL");
    for (const auto& row : silent) FAIL_CHECK(row[0] << " has no comment");
}
