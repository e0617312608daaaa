// Whatever an operator does to the tables behind the program's back is named by the check of the auditor
// inside the database that is for it.
#include <doctest/doctest.h>

#include "integration/audited_evening.hpp"
#include "support/coupons_behind_the_back.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

// Users by what became of them, as SQL; of several the first.
constexpr const char* some_loser =
    "(SELECT min(user_id) FROM fairdraw.entries e WHERE NOT EXISTS (SELECT FROM fairdraw.winners w WHERE "
    "w.user_id = e.user_id) AND NOT EXISTS (SELECT FROM fairdraw.disqualifications d WHERE d.user_id = "
    "e.user_id))";
constexpr const char* some_winner = "(SELECT user_id FROM fairdraw.winners WHERE rank = 1)";

}  // namespace

TEST_CASE("what is done to who entered a drawn round is named by the check that is for it") {
    const DrawnEvening evening;
    const auto named = [&](const std::string& tampering, const Ids& by) {
        evening.check_named(tampering, by);
    };
    const std::string a_loser = some_loser;
    const std::string a_winner = some_winner;
    // The tag that a user must have, so that a tamperer who knows the key is not found out by that.
    const TagKey key{
        hash_from_hex(evening.value("SELECT encode(tag_key, 'hex') FROM fairdraw.round_secrets")).value()};
    const auto tag_of = [&](const std::string& user) {
        return "'\\x" + to_hex(key.tag_of(RoundId::parse("evening").value(), user)) + "'";
    };

    // An entry added, of somebody who had reserved and never came.
    // Above the cutoff, whoever it is: an entry that would have won fails `winners` too.
    const auto losing = evening.value("SELECT (sha256(seed || " + tag_of("user200") +
                                      ") > cutoff)::text FROM fairdraw.rounds") == "true";
    named("INSERT INTO fairdraw.entries (round_no, user_id, tag, received_at) SELECT 1, 'user200', " +
              tag_of("user200") + ", enter_from FROM fairdraw.rounds",
          losing ? Ids{"entries"} : Ids{"entries", "winners"});
    // A loser's entry removed.
    named("DELETE FROM fairdraw.entries WHERE user_id = " + a_loser, {"entries"});
    // A winner's entry removed.
    named("DELETE FROM fairdraw.entries WHERE user_id = " + a_winner, {"entries", "winners"});
    // An arrival moved out of the window.
    named(
        "UPDATE fairdraw.entries e SET received_at = r.enter_to FROM fairdraw.rounds r WHERE user_id = "
        "'user9'",
        {"in-window"});
    named(
        "UPDATE fairdraw.entries e SET received_at = r.enter_from - interval '1 ms' FROM fairdraw.rounds "
        "r "
        "WHERE user_id = 'user9'",
        {"in-window"});
    // An entry without its reservation, or with one made too late.
    named("DELETE FROM fairdraw.reservations WHERE user_id = 'user9'", {"reserved"});
    named(
        "UPDATE fairdraw.reservations v SET reserved_at = r.reserve_to FROM fairdraw.rounds r "
        "WHERE user_id = 'user9'",
        {"reserved"});
    // A reservation added.
    named("INSERT INTO fairdraw.reservations SELECT 1, 'friend', reserve_from FROM fairdraw.rounds",
          {"reserved"});
    // An entry given to somebody else, who had reserved.
    named("UPDATE fairdraw.entries SET user_id = 'user200' WHERE user_id = " + a_loser, {"tags"});
}

TEST_CASE("what is done to the winners and their coupons is named by the check that is for it") {
    const DrawnEvening evening;
    const auto named = [&](const std::string& tampering, const Ids& by) {
        evening.check_named(tampering, by);
    };
    const std::string a_loser = some_loser;
    const std::string a_winner = some_winner;

    // A winner exchanged for a friend, with the coupon.
    named(unguard_coupons + "UPDATE fairdraw.coupons SET user_id = " + a_loser + " WHERE user_id = " +
              a_winner + "; UPDATE fairdraw.winners SET user_id = " + a_loser + " WHERE rank = 1",
          {"winners"});
    // Two winners' ranks exchanged.
    named(
        "UPDATE fairdraw.winners SET rank = rank + 1000; "
        "UPDATE fairdraw.winners SET rank = CASE rank WHEN 1001 THEN 2 WHEN 1002 THEN 1 ELSE rank - 1000 "
        "END",
        {"winners"});
    // The last winner left out, with the coupon.
    named(unguard_coupons +
              "DELETE FROM fairdraw.coupons USING fairdraw.winners w WHERE coupons.user_id = w.user_id AND "
              "rank = "
              "(SELECT max(rank) FROM fairdraw.winners); "
              "DELETE FROM fairdraw.winners WHERE rank = (SELECT max(rank) FROM fairdraw.winners)",
          {"winners"});
    // A coupon without a win.
    named(slip_in_coupon("free", a_loser), {"coupons"});
    // A coupon missing.
    named(unguard_coupons + "DELETE FROM fairdraw.coupons WHERE user_id = " + a_winner, {"coupons"});
    // A second coupon for a winner.
    named(slip_in_coupon("again", a_winner), {"coupons"});
}

TEST_CASE("what is done to secrets, disqualifications and columns is named by the check that is for it") {
    const DrawnEvening evening;
    const auto named = [&](const std::string& tampering, const Ids& by) {
        evening.check_named(tampering, by);
    };

    // A secret replaced, or gone.
    named("UPDATE fairdraw.round_secrets SET secret = sha256('another')", {"secret"});
    named("UPDATE fairdraw.round_secrets SET tag_key = sha256('another')", {"tag-key"});
    named("DELETE FROM fairdraw.round_secrets", {"secret", "tag-key"});
    // A disqualification removed: one more is valid, and one less disqualified.
    const std::string losing =
        "(SELECT min(d.user_id) FROM fairdraw.disqualifications d JOIN fairdraw.entries e USING "
        "(user_id), "
        "fairdraw.rounds r WHERE sha256(r.seed || e.tag) > r.cutoff)";
    named("DELETE FROM fairdraw.disqualifications WHERE user_id = " + losing, {"entries", "disqualified"});
    // A disqualification's reason changed.
    named("UPDATE fairdraw.disqualifications SET reason = 'blocked_user' WHERE user_id = 'user3'",
          {"disqualified"});
    // Columns that say otherwise than what was signed.
    for (const std::string change :
         {"quota = 'odds 1/1 floor'", "enter_to = enter_to + interval '1 ms', close_due_at = 'now'",
          "reserve_from = reserve_from + interval '1 ms'", "reservations = reservations + 1", "entries = 0",
          "disqualified = 0", "winners = winners - 1", "seed = sha256('another')", "cutoff = NULL",
          "state = 'closed'", "drawn_at = drawn_at + interval '1 ms'",
          "closed_at = closed_at - interval '1 ms'", "announced_at = announced_at - interval '1 ms'"})
        named("UPDATE fairdraw.rounds SET " + change, {"columns"});
    named(
        "ALTER TABLE fairdraw.rounds DROP CONSTRAINT IF EXISTS rounds_beacon_has_its_time; "
        "UPDATE fairdraw.rounds SET beacon = 'another'",
        {"columns"});
    // Another's key.
    named(
        "UPDATE fairdraw.rounds SET operator_vkey = 'rival.example' || substr(operator_vkey, "
        "strpos(operator_vkey, '+'))",
        {"chain"});
}

TEST_CASE("tags exchanged before the close, which no public evidence can show") {
    Evening evening(Reserve::not_needed);
    evening.take_part(40);
    evening.query(
        "UPDATE fairdraw.entries e SET tag = o.tag FROM fairdraw.entries o WHERE (e.user_id, o.user_id) IN "
        "(('user1', 'user2'), ('user2', 'user1'))");
    evening.draw();
    evening.check_named("SELECT", {"tags"});
}

TEST_CASE("two users given one tag") {
    Evening evening(Reserve::not_needed);
    evening.take_part(40);
    evening.query(
        "CREATE OR REPLACE FUNCTION fairdraw.index_entries_by_tag(of_round integer) RETURNS void LANGUAGE "
        "sql "
        "AS 'SELECT'");
    evening.query(
        "UPDATE fairdraw.entries SET tag = (SELECT tag FROM fairdraw.entries WHERE user_id = 'user1') "
        "WHERE user_id = 'user2'");
    evening.draw();
    evening.check_named("SELECT", {"entries", "one-entry", "tags"});
}

TEST_CASE("a user who entered twice") {
    Evening evening(Reserve::not_needed);
    evening.take_part(40);
    evening.query("ALTER TABLE fairdraw.entries DROP CONSTRAINT entries_one_per_user");
    evening.query(
        "INSERT INTO fairdraw.entries (round_no, user_id, tag, received_at) SELECT 1, user_id, "
        "substr(sha256(tag), 1, 16), received_at FROM fairdraw.entries WHERE user_id = 'user1'");
    evening.close_all();
    evening.check_named("SELECT", {"one-entry", "tags"});
}
