// Making room for a round never waits for, nor blocks, a window that is open.
#include <doctest/doctest.h>

#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>

#include "integration/rounds_database.hpp"
#include "sql/rounds_sql.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

// Whoever waits for a lock fails soon instead.
void do_not_wait(postgres::Connection& connection) {
    pqxx::nontransaction session{connection.raw()};
    session.exec("SET lock_timeout = '200ms'");
}

// A batch of one, as the program records it.
void reserve(pqxx::work& recording, rounds::RoundNumber round) {
    const auto number = std::to_string(rounds::sql_value(round));
    const auto recorded = recording.exec("SELECT fairdraw.record_reservations(" + number +
                                         ", ARRAY['ann'], ARRAY[(SELECT fairdraw.unix_ms(reserve_from) FROM "
                                         "fairdraw.rounds WHERE round_no = " +
                                         number + ")])");
    CHECK(recorded.size() == 1);
}

}  // namespace

TEST_CASE("a round is announced while another is being recorded") {
    RoundsDatabase database;
    const auto open = database.announce("open");
    do_not_wait(database.keeper);

    pqxx::work recording{database.serving.raw()};
    reserve(recording, open);
    CHECK(failure_of([&] { database.announce("next"); }).empty());
    recording.commit();
    CHECK(database.value("SELECT count(*) FROM fairdraw.reservations") == "1");
}

TEST_CASE("a round is recorded while another is being announced") {
    RoundsDatabase database;
    const auto open = database.announce("open");
    do_not_wait(database.serving);

    pqxx::work announcing{database.keeper.raw()};
    announcing.exec("SELECT fairdraw.make_partitions(4711)");
    CHECK(failure_of([&] {
              pqxx::work recording{database.serving.raw()};
              reserve(recording, open);
              recording.commit();
          }).empty());
    announcing.commit();
}

TEST_CASE("what looks at one round reads its partitions alone") {
    RoundsDatabase database;
    database.announce("one");
    database.announce("two");
    using Production = std::pair<postgres::Statement, const char*>;
    const std::vector<Production> statements{
        {rounds::sql::count_reservations, "1"},         {rounds::sql::count_round, "1"},
        {rounds::sql::count_entries_by_second, "1"},    {rounds::sql::find_disqualified_entries, "1"},
        {rounds::sql::page_valid_tags, "1, '', 10"},    {rounds::sql::draw_winners, "1, '', 1, ''"},
        {rounds::sql::find_results, "1, ARRAY['ann']"}, {rounds::sql::list_entries, "1, 10"},
        {rounds::sql::list_reservations, "1, 10"},      {rounds::sql::find_reservations, "1, ARRAY['ann']"},
        {rounds::sql::find_entries, "1, ARRAY['ann']"},
    };
    for (const auto& [statement, values] : statements) {
        INFO(statement.name);
        std::string plan;
        for (const auto& row : database.query("PREPARE one AS " + std::string(statement.text) +
                                              "; EXPLAIN EXECUTE one(" + values + ")"))
            plan += row[0];
        CHECK((plan.find("entries_1") != std::string::npos ||
               plan.find("reservations_1") != std::string::npos));
        CHECK(plan.find("entries_2") == std::string::npos);
        CHECK(plan.find("reservations_2") == std::string::npos);
    }
    // A cursor is not for PREPARE, but for EXPLAIN it is.
    std::string cursor{rounds::sql::open_valid_tags.text};
    for (auto at = cursor.find("$1"); at != std::string::npos; at = cursor.find("$1"))
        cursor.replace(at, 2, "1");
    std::string plan;
    for (const auto& row : database.query("EXPLAIN " + cursor)) plan += row[0];
    CHECK(plan.find("entries_1") != std::string::npos);
    CHECK(plan.find("entries_2") == std::string::npos);
}
