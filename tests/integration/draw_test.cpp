// The draw in PostgreSQL against the naive one, and what happens when it and the library's disagree.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>
#include <nlohmann/json.hpp>
#include <pqxx/result>
#include <thread>

#include "fairdraw/texts.hpp"
#include "integration/rounds_database.hpp"
#include "rounds/sql_draw.hpp"
#include "rounds/tag_list.hpp"
#include "rounds/ticket_bound.hpp"
#include "sql/rounds_sql.hpp"
#include "unit/naive_draw.hpp"
#include "unit/vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

std::vector<std::string> users(int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back("user" + std::to_string(i));
    return ids;
}

naive::Bytes bytes(ByteView view) {
    return {view.begin(), view.end()};
}

}  // namespace

TEST_CASE("the quota in SQL gives every known answer") {
    RoundsDatabase database;
    std::string rows;
    for (const auto& known : testing::units()["quota"])
        rows += fmt::format("{}('{}', {}::bigint, '\\x{}'::bytea, {}::bigint)", rows.empty() ? "" : ", ",
                            known["rule"].get<std::string>(), known["entries"].get<std::int64_t>(),
                            known["seed"].get<std::string>(), known["winners"].get<std::int64_t>());
    const auto wrong = database.query("SELECT rule, entries FROM (VALUES " + rows +
                                      ") AS known (rule, entries, seed, winners) WHERE "
                                      "fairdraw.quota_winners(rule, entries, seed) <> winners");
    CHECK(wrong.empty());
}

TEST_CASE("the winners in the database are the naive draw's, in its order, at every size and quota") {
    RoundsDatabase database;
    for (const int entries : {0, 1, 4, 7, 60, 500}) {
        for (const std::string quota : {"odds 1/5 stochastic", "odds 1/3 floor", "odds 1/1 floor", "count 0",
                                        "count 3", "count 5000"}) {
            CAPTURE(entries);
            CAPTURE(quota);
            static int serial = 0;
            const auto round = database.announce("size-" + std::to_string(++serial), quota);
            database.enter(round, users(entries));
            const Hash close_hash{static_cast<std::uint8_t>(serial)};
            const Hash secret{9};
            const auto randomness = serial % 2 ? std::optional<Hash>{} : Hash{7, 7};

            postgres::Transaction transaction{database.keeper, postgres::Step{"test"}};
            const auto drawn = rounds::draw_in_database(transaction, round, close_hash, secret, randomness,
                                                        parse_quota(quota).value(), entries);
            std::vector<naive::Bytes> winners, tags;
            const auto run = [&](const postgres::Statement& statement, postgres::Parameters parameters) {
                return transaction.run(statement, parameters);
            };
            std::int64_t last_rank = 0;
            for (const auto& tag : rounds::page_of_winners(run, round, last_rank))
                winners.push_back(bytes(tag));
            for (const auto& tag : rounds::page_of_valid_tags(run, round, std::nullopt))
                tags.push_back(bytes(tag));

            CHECK(drawn.seed == seed_of(close_hash, secret, randomness));
            CHECK(static_cast<std::uint64_t>(drawn.winners) ==
                  winners_of(parse_quota(quota).value(), static_cast<std::uint64_t>(entries), drawn.seed));
            REQUIRE(tags.size() == static_cast<std::size_t>(entries));
            CHECK(winners ==
                  naive::draw(tags, static_cast<std::uint64_t>(drawn.winners), bytes(drawn.seed)).winners);
        }
    }
}

TEST_CASE("a bound that is too low writes nothing, so that a wider one can be tried") {
    RoundsDatabase database;
    const auto round = database.announce("bounded");
    database.enter(round, users(50));
    const auto draw_below = [&](const Hash& bound) {
        postgres::Transaction transaction{database.keeper, postgres::Step{"test"}};
        return transaction
            .run(rounds::sql::draw_winners,
                 {rounds::sql_value(round), ByteView{Hash{1}}, 10, ByteView{bound}})
            .affected_rows();
    };
    CHECK(draw_below(Hash{}) == 0);
    CHECK(draw_below(rounds::greatest_ticket) == 10);
}

TEST_CASE("a whole life: fenced, closed, drawn; each winner one coupon, and the coupon is nobody else's") {
    RoundsDatabase database;
    const auto round = database.announce("whole");
    database.enter(round, users(300));
    database.query(
        "INSERT INTO fairdraw.disqualifications (round_no, user_id, reason) VALUES (1, 'user7', "
        "'shared_device'), (1, 'absent', 'blocked_user')");
    database.let_time_pass(round);
    database.close_all();
    REQUIRE(rounds::draw_next_round(database.keeper, database.keys).has_value());
    CHECK_FALSE(rounds::draw_next_round(database.keeper, database.keys).has_value());

    CHECK(database.query("SELECT state, entries, disqualified FROM fairdraw.rounds") ==
          Rows{{"drawn", "299", "1"}});
    CHECK(database.query("SELECT user_id FROM fairdraw.winners EXCEPT SELECT user_id FROM fairdraw.coupons")
              .empty());
    CHECK(database.query("SELECT user_id FROM fairdraw.coupons EXCEPT SELECT user_id FROM fairdraw.winners")
              .empty());
    CHECK(
        database.query("SELECT code FROM fairdraw.coupons WHERE code !~ '^[BCDFGHJKLMNPRTVX]{20}$'").empty());
    CHECK(database.value("SELECT count(*) FROM fairdraw.winners WHERE user_id = 'user7'") == "0");
}

TEST_CASE(
    "when the database draws otherwise than the library, the round stops with an alarm and nothing is "
    "published") {
    RoundsDatabase database;
    const auto round = database.announce("crooked");
    database.enter(round, users(100));
    database.let_time_pass(round);
    database.close_all();
    std::string crooked;
    SUBCASE("another seed") {
        crooked =
            "CREATE OR REPLACE FUNCTION fairdraw.seed(close_hash bytea, secret bytea, beacon_randomness "
            "bytea) RETURNS bytea "
            "LANGUAGE sql IMMUTABLE AS $$ SELECT sha256('my friends win') $$";
    }
    SUBCASE("one winner more") {
        crooked =
            "CREATE OR REPLACE FUNCTION fairdraw.quota_winners(quota text, entries bigint, seed bytea) "
            "RETURNS bigint "
            "LANGUAGE sql IMMUTABLE AS $$ SELECT 21::bigint $$";
    }
    SUBCASE("winners exchanged by a trigger as they are written") {
        crooked =
            "CREATE FUNCTION fairdraw.exchange() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF NEW.rank = 20 THEN NEW.tag := decode(md5('a friend'), 'hex'); END IF; RETURN NEW; END $$; "
            "CREATE TRIGGER exchange BEFORE INSERT ON fairdraw.winners FOR EACH ROW EXECUTE FUNCTION "
            "fairdraw.exchange()";
    }
    SUBCASE("a coupon lost") {
        crooked =
            "CREATE FUNCTION fairdraw.lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF NEW.user_id = (SELECT user_id FROM fairdraw.winners WHERE rank = 1) THEN RETURN NULL; END "
            "IF; RETURN NEW; END $$; "
            "CREATE TRIGGER lose BEFORE INSERT ON fairdraw.coupons FOR EACH ROW EXECUTE FUNCTION "
            "fairdraw.lose()";
    }
    database.query(crooked);
    std::string why;
    try {
        rounds::draw_next_round(database.keeper, database.keys);
    } catch (const rounds::RoundStopped& stopped) {
        CHECK(stopped.round == round);
        why = stopped.what();
        rounds::raise_alarm(database.keeper, stopped.round, why);
    }
    CHECK(why.find("disagree") != std::string::npos);
    CHECK(database.query("SELECT state, alarm IS NOT NULL FROM fairdraw.rounds") == Rows{{"closed", "t"}});
    CHECK(database.value("SELECT count(*) FROM fairdraw.winners") == "0");
    CHECK(database.value("SELECT count(*) FROM fairdraw.coupons") == "0");
    CHECK(database.value("SELECT count(*) FROM fairdraw.publications WHERE kind = 'draw'") == "0");
    // It waits for an operator, and does not keep other rounds from being drawn.
    CHECK_FALSE(rounds::draw_next_round(database.keeper, database.keys).has_value());
}

TEST_CASE("drawn is by the rule that was announced, whatever stands beside it by now") {
    RoundsDatabase database;
    const auto round = database.announce("ruled", "odds 1/5 stochastic");
    database.enter(round, users(100));
    database.let_time_pass(round);
    database.close_all();
    database.query("UPDATE fairdraw.rounds SET quota = 'odds 1/1 floor', entries = 50");
    REQUIRE(rounds::draw_next_round(database.keeper, database.keys).has_value());
    CHECK(database.value("SELECT count(*) FROM fairdraw.winners") == "20");
}

TEST_CASE("when the list or the secret is not the one that was signed, nothing is drawn") {
    RoundsDatabase database;
    const auto round = database.announce("altered");
    database.enter(round, users(100));
    database.let_time_pass(round);
    database.close_all();
    SUBCASE("one entry is gone") {
        database.query("DELETE FROM fairdraw.entries WHERE user_id = 'user3'");
    }
    SUBCASE("one is a friend's instead") {
        database.query(
            "UPDATE fairdraw.entries SET tag = decode(md5('a friend'), 'hex') WHERE user_id = 'user3'");
    }
    SUBCASE("the secret is another") {
        database.query("UPDATE fairdraw.round_secrets SET secret = sha256('another')");
    }
    SUBCASE("the announcement is another") {
        database.announce("other");
        database.query(
            "UPDATE fairdraw.publications SET note = (SELECT note FROM fairdraw.publications WHERE round_no "
            "= "
            "2) WHERE round_no = 1 AND kind = 'announcement'");
    }
    CHECK_THROWS_AS(rounds::draw_next_round(database.keeper, database.keys), rounds::RoundStopped);
    CHECK(database.value("SELECT count(*) FROM fairdraw.publications WHERE kind = 'draw'") == "0");
}

TEST_CASE("a void that waited for a close names that close and shows its secret") {
    RoundsDatabase database;
    const auto round = database.announce("overtaken");
    database.enter(round, users(5));
    database.let_time_pass(round);
    REQUIRE(rounds::fence_next_round(database.keeper).has_value());

    // A close under way: it has published, holds the row, and is not committed.
    postgres::Connection closing{{.url = database.url, .role = "fairdraw_keeper"}};
    auto close = std::make_unique<postgres::Transaction>(closing, postgres::Step{"test"});
    close->run(rounds::sql::take_round_to_close, {database.keys.verifier_keys()});
    // It is dated in the future, as if the database's clock had been set back since.
    const UnixMs closed{4'102'444'800'000};
    const auto announcement = database.value("SELECT note FROM fairdraw.publications");
    const auto text = format(Close{.origin = database.keys.current().origin(),
                                   .round = RoundId::parse("overtaken").value(),
                                   .announcement = hash_of_text(parse_note(announcement, "").value().text),
                                   .closed = closed});
    close->run(rounds::sql::publish, {rounds::sql_value(round), "close", database.keys.current().sign(text)});
    close->run(rounds::sql::mark_closed, {rounds::sql_value(round), closed, 0, 5, 0});

    auto voiding = std::async(std::launch::async, [&] {
        return rounds::void_round(database.keeper, database.keys, RoundId::parse("overtaken").value(), "late",
                                  "tester");
    });
    while (database.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == "0")
        std::this_thread::yield();
    close->commit();
    REQUIRE(voiding.get().has_value());
    const auto note = database.value("SELECT note FROM fairdraw.publications WHERE kind = 'void'");
    CHECK(note.find("close " + to_hex(hash_of_text(text))) != std::string::npos);
    CHECK(note.find("secret none") == std::string::npos);
    CHECK(note.find("voided " + format_rfc3339(closed)) != std::string::npos);
}
