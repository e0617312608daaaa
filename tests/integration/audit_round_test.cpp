// The auditor inside the database: an honest round passes, and whatever an operator does to the tables behind
// the program's back is named by the check that is for it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>

#include "fairdraw/texts.hpp"
#include "integration/rounds_database.hpp"
#include "unit/vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

using Ids = std::vector<std::string>;

struct Report {
    Ids checks;
    Ids failing;
    Ids unknown;
    std::string text;
};

enum class Reserve { needed, not_needed };

// One round, "evening", whose time is over in its texts as well, up to the step that a test asks for.
struct Evening : RoundsDatabase {
    explicit Evening(Reserve reserve = Reserve::needed, const std::string& quota = "odds 1/5 stochastic") {
        const auto in = [](int minutes) { return UnixMs{4'000'000'000'000 + minutes * 60'000}; };
        const auto window = reserve == Reserve::needed ? std::optional{Window{in(1), in(2)}} : std::nullopt;
        const rounds::RoundPlan plan{RoundId::parse("evening").value(), std::nullopt, window,
                                     Window{in(3), in(4)}, parse_quota(quota).value()};
        REQUIRE(announcer.announce(keeper, plan, "tester").has_value());
        date_back();
    }

    // Announced in 2000 for an evening of 2001, in its columns and in its signed text.
    void date_back() {
        const auto note =
            parse_note(value("SELECT note FROM fairdraw.publications"), "announcement.txt").value();
        auto text = parse_announcement(note.text).value();
        const auto back = [](UnixMs time) { return UnixMs{time.value - 3'000'000'000'000}; };
        text.announced = UnixMs{950'000'000'000};
        if (text.reserve) text.reserve = Window{back(text.reserve->from), back(text.reserve->to)};
        text.enter = Window{back(text.enter.from), back(text.enter.to)};
        query("UPDATE fairdraw.publications SET note = '" + keys.current().sign(format(text)) + "'");
        query(
            "UPDATE fairdraw.rounds SET announced_at = to_timestamp(950000000), "
            "reserve_from = reserve_from - interval '3000000000 s', reserve_to = reserve_to - interval "
            "'3000000000 s', "
            "enter_from = enter_from - interval '3000000000 s', enter_to = enter_to - interval '3000000000 "
            "s', "
            "close_due_at = close_due_at - interval '3000000000 s'");
    }

    // `count` users reserve, where that is needed, and one more who never comes; then all of them enter.
    void take_part(int count) {
        std::vector<std::string> users;
        for (int i = 0; i < count; ++i) users.push_back("user" + std::to_string(i));
        query(
            "INSERT INTO fairdraw.reservations SELECT round_no, 'user' || i, reserve_from + i * interval '1 "
            "ms' "
            "FROM fairdraw.rounds, generate_series(0, " +
            std::to_string(count) + ") AS i WHERE reserve_from IS NOT NULL");
        enter(rounds::RoundNumber{1}, users);
    }
    void disqualify(int count) {
        query(
            "INSERT INTO fairdraw.disqualifications (round_no, user_id, reason) SELECT 1, 'user' || i, "
            "'shared_device' FROM generate_series(0, " +
            std::to_string(count - 1) + ") AS i");
    }
    void draw() {
        close_all();
        REQUIRE(rounds::draw_next_round(keeper, keys).has_value());
    }
    void void_it() {
        REQUIRE(rounds::void_round(keeper, keys, RoundId::parse("evening").value(), "power cut", "tester")
                    .has_value());
    }

    // What the auditor says, as the auditor's role, after something was done that is then taken back.
    Report audit_after(const std::string& tampering) const {
        Report report;
        for (const auto& row : query("BEGIN; " + tampering +
                                     "; SET LOCAL ROLE fairdraw_auditor; "
                                     "SELECT * FROM fairdraw.audit_round('evening')")) {
            report.checks.push_back(row[0]);
            if (row[1] == "f") report.failing.push_back(row[0]);
            if (row[1] == "null") report.unknown.push_back(row[0]);
            report.text += fmt::format("{} {} {}\n", row[0], row[1], row[2]);
        }
        return report;
    }
    Report audit() const { return audit_after("SELECT"); }

    void check_named(const std::string& tampering, const Ids& by) const {
        const auto report = audit_after(tampering);
        INFO(tampering, "\n", report.text);
        CHECK(report.failing == by);
    }
};

const Ids people{"tag-key", "reserved", "in-window", "one-entry", "tags", "coupons", "columns"};

Ids with_people(Ids ids) {
    ids.insert(ids.end(), people.begin(), people.end());
    return ids;
}

const Ids drawn_checks =
    with_people({"announcement-signature", "close-signature", "draw-signature", "chain", "times", "secret",
                 "entries", "disqualified", "beacon", "seed", "quota", "winners", "published"});

void check_honest(const Report& report, const Ids& checks, const Ids& unknown) {
    INFO(report.text);
    CHECK(report.checks == checks);
    CHECK(report.failing.empty());
    CHECK(report.unknown == unknown);
}

const Ids signatures_of_draw{"announcement-signature", "close-signature", "draw-signature", "published"};

// A drawn round with winners, losers, disqualified, and somebody (user200) who reserved and never came.
struct DrawnEvening : Evening {
    DrawnEvening() {
        take_part(200);
        disqualify(20);
        draw();
    }
};

// Users by what became of them, as SQL; of several the first.
constexpr const char* some_loser =
    "(SELECT min(user_id) FROM fairdraw.entries e WHERE NOT EXISTS (SELECT FROM fairdraw.winners w WHERE "
    "w.user_id = e.user_id) AND NOT EXISTS (SELECT FROM fairdraw.disqualifications d WHERE d.user_id = "
    "e.user_id))";
constexpr const char* some_winner = "(SELECT user_id FROM fairdraw.winners WHERE rank = 1)";

}  // namespace

TEST_CASE(
    "an honest round passes: with reservations and disqualified, without, with nobody, with no winner") {
    SUBCASE("with reservations, and some disqualified") {
        Evening evening;
        evening.take_part(103);
        evening.disqualify(4);
        evening.draw();
        check_honest(evening.audit(), drawn_checks, signatures_of_draw);
    }
    SUBCASE("nobody needs to reserve") {
        Evening evening(Reserve::not_needed);
        evening.take_part(57);
        evening.draw();
        check_honest(evening.audit(), drawn_checks, signatures_of_draw);
    }
    SUBCASE("nobody came") {
        Evening evening;
        evening.draw();
        check_honest(evening.audit(), drawn_checks, signatures_of_draw);
    }
    SUBCASE("nobody wins") {
        Evening evening(Reserve::needed, "count 0");
        evening.take_part(30);
        evening.draw();
        check_honest(evening.audit(), drawn_checks, signatures_of_draw);
    }
    SUBCASE("user ids of any language") {
        Evening evening(Reserve::not_needed, "odds 1/3 floor");
        evening.enter(rounds::RoundNumber{1}, {"\u738b\u5c0f\u660e", "alice@example.com", "\\x00", "a b"});
        evening.draw();
        check_honest(evening.audit(), drawn_checks, signatures_of_draw);
    }
}

TEST_CASE("a voided round has the checks that apply to it") {
    Evening evening;
    evening.take_part(20);
    SUBCASE("before the close") {
        evening.void_it();
        check_honest(evening.audit(),
                     with_people({"announcement-signature", "void-signature", "chain", "times"}),
                     {"announcement-signature", "void-signature"});
        evening.check_named(
            "INSERT INTO fairdraw.coupons (code, round_no, user_id) VALUES ('free', 1, 'user3')",
            {"coupons"});
    }
    SUBCASE("after the close") {
        evening.close_all();
        evening.void_it();
        check_honest(evening.audit(),
                     with_people({"announcement-signature", "close-signature", "void-signature", "chain",
                                  "times", "secret", "entries", "disqualified"}),
                     {"announcement-signature", "close-signature", "void-signature"});
        evening.check_named("UPDATE fairdraw.rounds SET void_reason = 'rain'", {"columns"});
        evening.check_named("DELETE FROM fairdraw.entries WHERE user_id = 'user3'", {"entries"});
    }
}

TEST_CASE("a round under way is checked as far as it is") {
    Evening evening;
    evening.take_part(20);
    check_honest(evening.audit(), drawn_checks,
                 {"announcement-signature", "close-signature", "draw-signature", "entries", "disqualified",
                  "beacon", "seed", "quota", "winners", "published"});
    evening.check_named("UPDATE fairdraw.round_secrets SET secret = sha256('another')", {"secret"});
    evening.check_named("UPDATE fairdraw.entries SET received_at = 'now' WHERE user_id = 'user3'",
                        {"in-window"});
    evening.close_all();
    check_honest(evening.audit(), drawn_checks,
                 {"announcement-signature", "close-signature", "draw-signature", "beacon", "seed", "quota",
                  "winners", "published"});
    evening.check_named("DELETE FROM fairdraw.entries WHERE user_id = 'user3'", {"entries"});
}

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
    named("UPDATE fairdraw.coupons SET user_id = " + a_loser + " WHERE user_id = " + a_winner +
              "; UPDATE fairdraw.winners SET user_id = " + a_loser + " WHERE rank = 1",
          {"winners"});
    // Two winners' ranks exchanged.
    named(
        "UPDATE fairdraw.winners SET rank = rank + 1000; "
        "UPDATE fairdraw.winners SET rank = CASE rank WHEN 1001 THEN 2 WHEN 1002 THEN 1 ELSE rank - 1000 "
        "END",
        {"winners"});
    // The last winner left out, with the coupon.
    named(
        "DELETE FROM fairdraw.coupons USING fairdraw.winners w WHERE coupons.user_id = w.user_id AND "
        "rank = "
        "(SELECT max(rank) FROM fairdraw.winners); "
        "DELETE FROM fairdraw.winners WHERE rank = (SELECT max(rank) FROM fairdraw.winners)",
        {"winners"});
    // A coupon without a win.
    named("INSERT INTO fairdraw.coupons (code, round_no, user_id) VALUES ('free', 1, " + a_loser + ")",
          {"coupons"});
    // A coupon missing.
    named("DELETE FROM fairdraw.coupons WHERE user_id = " + a_winner, {"coupons"});
    // A second coupon for a winner.
    named(
        "ALTER TABLE fairdraw.coupons DROP CONSTRAINT coupons_one_per_round_and_user; "
        "INSERT INTO fairdraw.coupons (code, round_no, user_id) VALUES ('again', 1, " +
            a_winner + ")",
        {"coupons"});
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

TEST_CASE("lists that were saved and dropped are no accusation") {
    Evening evening;
    evening.take_part(20);
    evening.draw();
    const auto report = evening.audit_after("DROP TABLE fairdraw.entries_1, fairdraw.reservations_1");
    INFO(report.text);
    CHECK(report.failing.empty());
    CHECK(report.unknown == Ids{"announcement-signature", "close-signature", "draw-signature", "entries",
                                "disqualified", "winners", "published", "reserved", "in-window", "one-entry",
                                "tags"});
}

TEST_CASE("no round, a text missing, and both a draw and a void are refused in words") {
    Evening evening;
    evening.take_part(3);
    evening.draw();
    const auto refusal = [&](const std::string& sql) { return failure_of([&] { evening.query(sql); }); };
    const std::string audited = "; SELECT * FROM fairdraw.audit_round('evening')";
    CHECK(refusal("SELECT * FROM fairdraw.audit_round('no-such')").find("there is no round 'no-such'") !=
          std::string::npos);
    CHECK(refusal("SELECT * FROM fairdraw.audit_round(NULL)").find("there is no round NULL") !=
          std::string::npos);
    CHECK(refusal("BEGIN; DELETE FROM fairdraw.publications WHERE kind = 'close'" + audited)
              .find("there is announcement and draw and nothing else") != std::string::npos);
    CHECK(refusal("BEGIN; INSERT INTO fairdraw.publications (round_no, kind, note, leaf_index) VALUES (1, "
                  "'void', '', 99)" +
                  audited)
              .find("announcement and close and draw and void") != std::string::npos);
    CHECK(refusal("BEGIN; UPDATE fairdraw.publications SET note = replace(note, 'seed', 'sead')" + audited)
              .find("unreadable: line 8 of the draw of round number 1") != std::string::npos);
}

TEST_CASE("who may audit may audit, and read nothing; who serves may not audit") {
    Evening evening;
    const std::string rights =
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = "
        "'fairdraw' AND c.relkind IN ('r', 'p', 'v', 'S') AND (CASE c.relkind WHEN 'S' THEN "
        "has_sequence_privilege('fairdraw_auditor', c.oid, 'USAGE, SELECT, UPDATE') ELSE "
        "has_table_privilege('fairdraw_auditor', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') OR "
        "has_any_column_privilege('fairdraw_auditor', c.oid, 'SELECT, INSERT, UPDATE') END)";
    CHECK(evening.query(rights).empty());
    const auto may_call = [&](const std::string& role) {
        return evening.query(
            "SELECT DISTINCT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE "
            "n.nspname = 'fairdraw' AND p.proname LIKE 'audit%' AND has_function_privilege('" +
            role + "', p.oid, 'EXECUTE')");
    };
    CHECK(may_call("fairdraw_auditor") == Rows{{"audit_round"}});
    CHECK(may_call("fairdraw_serving").empty());
    CHECK(may_call("fairdraw_keeper").empty());
    CHECK(may_call("public").empty());
    CHECK(
        evening.value("SELECT count(*) FROM pg_roles WHERE rolname = 'fairdraw_auditor' AND (rolcanlogin OR "
                      "rolsuper OR rolbypassrls OR rolcreaterole)") == "0");
}

TEST_CASE("the SQL auditor's arithmetic gives every known answer") {
    const RoundsDatabase database;
    const auto text = [](const nlohmann::json& value) { return value.get<std::string>(); };
    for (const auto& known : units()["merkle"]) {
        std::string leaves = "''::bytea";
        for (const auto& leaf : known["leaves"]) leaves += " || sha256('\\x00" + text(leaf) + "')";
        CHECK(database.value("SELECT fairdraw.audit_root(" + leaves + ")") == text(known["root"]));
    }
    for (const auto& known : units()["commitment"])
        CHECK(database.value(fmt::format("SELECT fairdraw.audit_commitment('{}', '{}', '{}', '\\x{}')",
                                         text(known["kind"]), text(known["origin"]), text(known["round"]),
                                         text(known["to"]))) == text(known["commitment"]));
    std::string rows;
    for (const auto& known : units()["quota"])
        rows += fmt::format("{}('{}', {}::bigint, '\\x{}'::bytea, {}::bigint)", rows.empty() ? "" : ", ",
                            text(known["rule"]), known["entries"].get<std::int64_t>(), text(known["seed"]),
                            known["winners"].get<std::int64_t>());
    CHECK(database
              .query(
                  "SELECT rule, entries FROM (VALUES " + rows +
                  ") AS known (rule, entries, seed, winners) WHERE fairdraw.audit_quota(rule, entries, seed) "
                  "<> winners")
              .empty());
}
