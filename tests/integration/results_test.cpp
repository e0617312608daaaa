// What is told of a result: asked in the database until it is final, and then the same from memory.
#include <doctest/doctest.h>

#include <future>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "integration/rounds_database.hpp"
#include "postgres/pool.hpp"
#include "rounds/results.hpp"
#include "rounds/round_directory.hpp"
#include "support/coupons_behind_the_back.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;
using Json = nlohmann::json;
using rounds::Result;

namespace {

const std::vector<std::string> people{"ann", "bob", "cas", "dora", "nobody"};

// One running instance, as far as results go.
struct Instance {
    explicit Instance(const RoundsDatabase& database)
        : keeper({.url = database.url, .role = "fairdraw_keeper"}, 1),
          directory(keeper, database.keys),
          results({.url = database.url, .role = "fairdraw_serving"}) {}

    Json result(const std::string& round_id, const std::string& user) {
        const auto round = directory.find(round_id).value();
        std::promise<tl::expected<Result, api::Refusal>> answered;
        REQUIRE(results.find({round, user, [&](auto found) { answered.set_value(std::move(found)); }}));
        return Json::parse(answered.get_future().get().value().json);
    }
    std::map<std::string, Json> all(const std::string& round_id) {
        std::map<std::string, Json> told;
        for (const auto& user : people) told[user] = result(round_id, user);
        return told;
    }

    postgres::Pool keeper;
    rounds::RoundDirectory directory;
    rounds::Results results;
};

// Dora reserves only; the others enter, and Cas is disqualified. Of Ann and Bob one wins.
rounds::RoundNumber play(RoundsDatabase& database, const std::string& id) {
    const auto round = database.announce(id, "count 1");
    const auto number = std::to_string(rounds::sql_value(round));
    database.query("INSERT INTO fairdraw.reservations SELECT " + number +
                   ", 'dora', reserve_from FROM fairdraw.rounds WHERE round_no = " + number);
    database.enter(round, {"ann", "bob", "cas"});
    database.query("INSERT INTO fairdraw.disqualifications (round_no, user_id, reason) VALUES (" + number +
                   ", 'cas', 'staff')");
    return round;
}

}  // namespace

TEST_CASE("results follow the round until they are final, and every instance tells the same") {
    RoundsDatabase database;
    const auto round = play(database, "followed");
    Instance one{database}, other{database};
    for (const auto& [user, result] : one.all("followed")) CHECK(result["status"] == "pending");

    database.let_time_pass(round);
    database.close_all();
    auto closed = one.all("followed");
    CHECK(closed["ann"]["status"] == "pending");
    CHECK(closed["cas"]["status"] == "disqualified");
    CHECK(closed["dora"]["status"] == "not_entered");

    REQUIRE(rounds::draw_next_round(database.keeper, database.keys).has_value());
    auto drawn = one.all("followed");
    CHECK(std::set{drawn["ann"]["status"], drawn["bob"]["status"]} == std::set<Json>{"won", "lost"});
    const auto& winner = drawn["ann"]["status"] == "won" ? drawn["ann"] : drawn["bob"];
    CHECK(winner["rank"] == 1);
    CHECK(winner["coupon"]["code"].get<std::string>().size() == 20);
    CHECK(winner["ticket"] == winner["cutoff"]);
    CHECK(drawn["cas"]["status"] == "disqualified");
    CHECK(drawn["dora"]["status"] == "not_entered");
    CHECK(drawn["dora"]["reserved_at"].is_string());
    CHECK(drawn["nobody"]["reserved_at"].is_null());
    CHECK(other.all("followed") == drawn);

    // By now both hold it in memory, as one that comes later sees.
    database.query(unguard_coupons + "DELETE FROM fairdraw.coupons; DELETE FROM fairdraw.winners");
    CHECK(one.all("followed") == drawn);
    CHECK(other.all("followed") == drawn);
    Instance later{database};
    CHECK(later.all("followed") != drawn);
}

TEST_CASE("an old round's partitions are dropped: its winners keep their coupons") {
    RoundsDatabase database;
    const auto round = play(database, "old");
    database.let_time_pass(round);
    database.close_all();
    REQUIRE(rounds::draw_next_round(database.keeper, database.keys).has_value());
    for (const std::string table : {"entries", "reservations"}) {
        database.query("ALTER TABLE fairdraw." + table + " DETACH PARTITION fairdraw." + table +
                       "_1 CONCURRENTLY");
        database.query("DROP TABLE fairdraw." + table + "_1");
    }
    Instance instance{database};
    auto results = instance.all("old");
    const bool ann_won = results["ann"]["status"] == "won";
    const auto& winner = ann_won ? results["ann"] : results["bob"];
    CHECK(winner["status"] == "won");
    CHECK(winner["coupon"]["code"].is_string());
    CHECK((ann_won ? results["bob"] : results["ann"])["status"] == "not_entered");
    CHECK(instance.all("old") == results);
}

TEST_CASE("of a void round everybody is told so, also from memory") {
    RoundsDatabase database;
    play(database, "withdrawn");
    const auto id = RoundId::parse("withdrawn").value();
    REQUIRE(rounds::void_round(database.keeper, database.keys, id, "a mistake", "tester").has_value());
    Instance instance{database};
    const auto told = instance.all("withdrawn");
    for (const auto& [user, result] : told) CHECK(result["status"] == "void");
    CHECK(instance.all("withdrawn") == told);
}

TEST_CASE("who was looked up is answered also when the round cannot be held in memory") {
    RoundsDatabase database;
    const auto round = play(database, "unheld");
    database.let_time_pass(round);
    database.close_all();
    REQUIRE(rounds::draw_next_round(database.keeper, database.keys).has_value());
    // Dora's part of it cannot be read.
    database.query("UPDATE fairdraw.reservations SET reserved_at = 'infinity' WHERE user_id = 'dora'");
    Instance instance{database};
    const std::set<Json> told{instance.result("unheld", "ann")["status"],
                              instance.result("unheld", "bob")["status"]};
    CHECK(told == std::set<Json>{"won", "lost"});
    CHECK(instance.result("unheld", "cas")["status"] == "disqualified");

    database.query("UPDATE fairdraw.reservations SET reserved_at = now() WHERE user_id = 'dora'");
    CHECK(instance.result("unheld", "dora")["status"] == "not_entered");
    const auto held = instance.all("unheld");
    database.query(unguard_coupons + "DELETE FROM fairdraw.coupons; DELETE FROM fairdraw.winners");
    CHECK(instance.all("unheld") == held);
}
