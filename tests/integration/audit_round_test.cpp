// The auditor inside the database: an honest round passes, one under way is checked as far as it is, and only
// who may audit does.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "integration/audited_evening.hpp"
#include "support/coupons_behind_the_back.hpp"
#include "unit/vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

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
        evening.check_named(slip_in_coupon("free", "'user3'"), {"coupons"});
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
