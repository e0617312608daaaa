// The ledger of coupons: what must not happen cannot be written, and what was written stays.
#include "integration/ledger.hpp"

#include <future>

#include "support/wait_until.hpp"

using namespace fairdraw::testing;

TEST_CASE("no change of a coupon but one that follows from its last") {
    const Ledger ledger;
    REQUIRE(ledger.hold("o-1", "a", ledger.a) == "done");
    REQUIRE(ledger.hold("o-2", "b", ledger.b) == "done");
    REQUIRE(ledger.settle("o-2", "used") == "done");

    const auto refused = [&](const std::string& code, int seq, const char* what, const char* why) {
        ledger.check_refused(Ledger::change(code, seq, what), why);
    };
    SUBCASE("of a held coupon") {
        refused(ledger.a, 2, "'held', 'available', 'held', 'o-9', 100",
                "says it was available, and it was held");
        refused(ledger.a, 1, "'held', 'available', 'held', 'o-9', 100", "coupon_changes_in_sequence");
        refused(ledger.a, 3, "'used', 'held', 'used', 'o-1', 100", "says it was held, and it was <NULL>");
        refused(ledger.a, 2, "'used', 'held', 'used', 'o-9', 100", "only it can end");
        refused(ledger.a, 2, "'used', 'held', 'used', 'o-1', 99", "with the same amount");
        refused(ledger.a, 2, "'cancelled', 'held', 'available', 'o-9', 100", "only it can end");
        refused(ledger.a, 2, "'lapsed', 'held', 'available', 'o-1', 0", "with the same amount");
        refused(ledger.a, 2, "'reverted', 'used', 'available', 'o-1', 100",
                "says it was used, and it was held");
        refused(ledger.a, 2, "'expired', 'available', 'expired', NULL, NULL",
                "says it was available, and it was held");
        refused(ledger.a, 2, "'used', 'held', 'available', 'o-1', 100", "coupon_changes_are_legal");
    }
    SUBCASE("of a used coupon") {
        refused(ledger.b, 3, "'held', 'available', 'held', 'o-9', 100",
                "says it was available, and it was used");
        refused(ledger.b, 3, "'used', 'held', 'used', 'o-2', 100", "says it was held, and it was used");
        refused(ledger.b, 3, "'cancelled', 'held', 'available', 'o-2', 100",
                "says it was held, and it was used");
        refused(ledger.b, 3, "'reverted', 'used', 'available', 'o-9', 100", "only it can end");
        refused(ledger.b, 3, "'expired', 'available', 'expired', NULL, NULL",
                "says it was available, and it was used");
    }
    SUBCASE("of one that was never touched") {
        refused(ledger.c, 1, "'used', 'held', 'used', 'o-9', 100", "coupon_changes_begin_at_one");
        refused(ledger.c, 2, "'held', 'available', 'held', 'o-9', 100",
                "says it was available, and it was <NULL>");
        refused(ledger.c, 0, "'held', 'available', 'held', 'o-9', 100", "coupon_changes_begin_at_one");
        refused(ledger.c, 1, "'used', 'available', 'used', 'o-9', 100", "coupon_changes_are_legal");
        refused(ledger.c, 1, "'stolen', 'available', 'used', 'o-9', 100", "coupon_changes_are_legal");
        refused(ledger.c, 1, "'held', 'available', 'held', NULL, 100",
                "coupon_changes_of_an_order_have_an_amount");
        refused(ledger.c, 1, "'held', 'available', 'held', 'o-9', NULL",
                "coupon_changes_of_an_order_have_an_amount");
        refused(ledger.c, 1, "'held', 'available', 'held', 'o-9', -1",
                "coupon_changes_of_an_order_have_an_amount");
        refused(ledger.c, 1, "'expired', 'available', 'expired', NULL, NULL", "cannot be expired now");
    }
    SUBCASE("of one that is none, or is over") {
        refused("NOSUCHCODE", 1, "'held', 'available', 'held', 'o-9', 100", "was never issued");
        refused("NOSUCHCODE", 1, "'expired', 'available', 'expired', NULL, NULL", "was never issued");
        ledger.plant(
            "UPDATE fairdraw.issues SET issued_at = now() - interval '2 days', expires_at = now() - interval "
            "'1 day'");
        refused(ledger.c, 1, "'expired', 'available', 'expired', 'o-9', 100",
                "coupon_changes_of_an_order_have_an_amount");
        refused(ledger.c, 1, "'held', 'available', 'held', 'o-9', 100", "cannot be held now");
    }
    SUBCASE("of one whose time has yet to begin") {
        ledger.plant("UPDATE fairdraw.issues SET valid_from = now() + interval '1 day'");
        refused(ledger.c, 1, "'held', 'available', 'held', 'o-9', 100", "cannot be held now");
    }
    CHECK(ledger.run("SELECT count(*) FROM fairdraw.coupon_changes")[0][0] == "3");
    CHECK(ledger.faults().empty());
}

TEST_CASE("what stands in the ledger stands") {
    const Ledger ledger;
    ledger.hold("o-1", "a", ledger.a);
    for (const char* table : {"coupon_changes", "coupons", "issues"}) {
        const auto why = fmt::format("what stands in fairdraw.{} is never changed or deleted", table);
        ledger.check_refused(fmt::format("DELETE FROM fairdraw.{}", table), why);
        ledger.check_refused(fmt::format("TRUNCATE fairdraw.{} CASCADE", table),
                             "is never changed or deleted");
    }
    ledger.check_refused("UPDATE fairdraw.coupon_changes SET amount = 0", "never changed");
    ledger.check_refused("UPDATE fairdraw.coupons SET user_id = 'friend'", "never changed");
    ledger.check_refused("UPDATE fairdraw.issues SET expires_at = NULL", "never changed");
}

TEST_CASE("the functions that serve requests refuse in words, and change nothing then") {
    const Ledger ledger;
    CHECK(ledger.hold("o-1", "b", ledger.a) == "unknown");
    CHECK(ledger.settle("o-9", "used") == "unknown");
    CHECK(ledger.run("SELECT count(*) FROM fairdraw.orders") == Rows{{"0"}});
    CHECK(ledger.hold("o-1", "a", ledger.a) == "done");
    CHECK(ledger.hold("o-1", "a", ledger.a) == "repeated");
    CHECK(ledger.settle("o-1", "reverted") == "conflict");
    CHECK(ledger.settle("o-1", "used") == "done");
    CHECK(ledger.settle("o-1", "used") == "repeated");
    CHECK(ledger.settle("o-1", "cancelled") == "conflict");
    CHECK(ledger.settle("o-1", "reverted") == "done");
    CHECK(ledger.hold("o-1", "a", ledger.a) == "conflict");
    CHECK(ledger.hold("o-2", "a", ledger.a) == "done");
    CHECK(ledger.settle("o-2", "cancelled") == "done");
    CHECK(ledger.hold("o-3", "a", ledger.a) == "done");
    ledger.run("UPDATE fairdraw.orders SET hold_expires_at = now() WHERE order_id = 'o-3'");
    CHECK(ledger.run("SELECT fairdraw.lapse_holds(10)") == Rows{{"1"}});
    CHECK(ledger.run("SELECT fairdraw.lapse_holds(10)") == Rows{{"0"}});
    CHECK(ledger.run("SELECT fairdraw.expire_coupons()") == Rows{{"null"}});
    CHECK(ledger.faults().empty());
}

TEST_CASE("of orders that are changed together each has its own answer") {
    const Ledger ledger;
    const auto together = ledger.run(
        fmt::format("SELECT outcome, detail FROM fairdraw.change_orders('{{held,held,used,held,cancelled}}', "
                    "'{{o-1,o-2,o-1,o-3,o-9}}', '{{s,s,s,s,s}}', '{{a,a,\"\",b,\"\"}}', "
                    "'{{\"{{{0}}}\",\"{{{0}}}\",\"{{}}\",\"{{{1}}}\",\"{{}}\"}}', "
                    "'{{\"{{1}}\",\"{{1}}\",\"{{}}\",\"{{2}}\",\"{{}}\"}}', '{{TWD,TWD,\"\",TWD,\"\"}}', "
                    "array_fill('\\x00'::text, '{{5}}'), array_fill(fairdraw.now_ms() + 900000, '{{5}}'), "
                    "'{{1,2,3,4,5}}')",
                    ledger.a, ledger.b));
    CHECK(together ==
          Rows{{"done", ""}, {"held", ledger.a}, {"done", "confirmed"}, {"done", ""}, {"unknown", "null"}});
    CHECK(ledger.run("SELECT order_id, state FROM fairdraw.orders ORDER BY 1") ==
          Rows{{"o-1", "confirmed"}, {"o-3", "held"}});
    CHECK(ledger.faults().empty());
}

TEST_CASE("a hold of which a part was taken at the same moment is to be asked again") {
    const Ledger ledger;
    const auto other = ledger.run("SELECT code FROM fairdraw.issue(1, 'grant', NULL, '{a}', '{h}')")[0][0];
    const auto both = fmt::format("{0},{1}", std::min(ledger.a, other), std::max(ledger.a, other));
    OpenTransaction taking(ledger.url,
                           fmt::format("SELECT fairdraw.hold_order('o-1', 'a', '{{{}}}', '{{1}}', 'TWD', "
                                       "'\\x00', fairdraw.now_ms() + 900000, 'shop', '')",
                                       std::max(ledger.a, other)));
    auto held = std::async(std::launch::async, [&] {
        return ledger.refusal(
            fmt::format("SELECT fairdraw.hold_order('o-2', 'a', '{{{}}}', '{{1,1}}', 'TWD', "
                        "'\\x00', fairdraw.now_ms() + 900000, 'shop', '')",
                        both));
    });
    taking.wait_for_somebody();
    taking.commit("SELECT 1");
    CHECK(held.get().find("to be asked again") != std::string::npos);
    CHECK(ledger.run("SELECT order_id FROM fairdraw.orders") == Rows{{"o-1"}});
    CHECK(ledger.faults().empty());
}

TEST_CASE("a coupon given back while its issue expires is not forgotten") {
    const Ledger ledger;
    ledger.hold("o-1", "a", ledger.a);
    ledger.expires("clock_timestamp() + interval '50 seconds'");
    {
        // It is not too late for the coupon when this begins, and it is when it ends.
        OpenTransaction giving_back(ledger.url, "SELECT fairdraw.settle_order('o-1', 'cancelled', 'shop')");
        ledger.expires("clock_timestamp()");
        CHECK(ledger.run("SELECT fairdraw.expire_coupons()") == Rows{{"null"}});
        giving_back.commit("SELECT 1");
    }
    CHECK(ledger.run("SELECT fairdraw.expire_coupons()") == Rows{{"3"}});
    CHECK(ledger.run("SELECT count(*) FROM fairdraw.coupon_changes WHERE change = 'expired'") == Rows{{"3"}});
    CHECK(ledger.faults().empty());
}

TEST_CASE("a hold that comes while a coupon is being expired is too late") {
    const Ledger ledger;
    ledger.expires("clock_timestamp()");
    OpenTransaction expiring(ledger.url, "SELECT fairdraw.expire_coupons()");
    // To the hold it looks as if there were time yet.
    ledger.plant("UPDATE fairdraw.issues SET expires_at = clock_timestamp() + interval '1 hour'");
    auto held = std::async(std::launch::async, [&] { return ledger.hold("o-1", "a", ledger.a); });
    expiring.wait_for_somebody();
    expiring.commit("SELECT 1");
    CHECK(held.get() == "expired");
    CHECK(ledger.run("SELECT DISTINCT change FROM fairdraw.coupon_changes") == Rows{{"expired"}});
}

TEST_CASE("whoever takes several coupons takes them in one order, so that nobody waits for each other") {
    const Ledger ledger;
    const auto other = ledger.run("SELECT code FROM fairdraw.issue(1, 'grant', NULL, '{a}', '{h}')")[0][0];
    const auto hold = [&](const char* order, const std::string& first, const std::string& second) {
        return ledger.run(
            fmt::format("SELECT outcome FROM fairdraw.hold_order('{}', 'a', '{{{},{}}}', '{{1,1}}', 'TWD', "
                        "'\\x00', fairdraw.now_ms() + 900000, 'shop', '')",
                        order, first, second))[0][0];
    };
    // Whoever has one waits here before the next.
    ledger.run(
        "CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT FROM fairdraw.coupon_changes WHERE xid = pg_current_xact_id()) THEN "
        "PERFORM pg_advisory_xact_lock_shared(77); END IF; RETURN NEW; END $$; "
        "CREATE TRIGGER gate BEFORE INSERT ON fairdraw.coupon_changes FOR EACH ROW EXECUTE FUNCTION "
        "wait_at_gate()");
    std::future<std::string> one, two;
    OpenTransaction gate(ledger.url, "SELECT pg_advisory_xact_lock(77)");
    const auto wait_for_both = [&] {
        wait_until("both to wait for something", [&] {
            return ledger.run(
                       "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                       "wait_event_type = 'Lock'") == Rows{{"2"}};
        });
    };
    const auto low = std::min(ledger.a, other), high = std::max(ledger.a, other);
    SUBCASE("two orders") {
        one = std::async(std::launch::async, [&] { return hold("o-1", low, high); });
        gate.wait_for_somebody();
        two = std::async(std::launch::async, [&] { return hold("o-2", high, low); });
        wait_for_both();
        gate.commit("SELECT 1");
        CHECK(one.get() == "done");
        CHECK(two.get() == "held");
    }
    SUBCASE("an order, and the clock that expires them") {
        one = std::async(std::launch::async, [&] { return hold("o-1", high, low); });
        gate.wait_for_somebody();
        ledger.plant(fmt::format(
            "WITH made AS (INSERT INTO fairdraw.issues (template_no, reason, coupons, issued_at, valid_from, "
            "expires_at) "
            "SELECT 1, 'grant', 2, now() - interval '1 day', now(), now() RETURNING issue_no), "
            "due AS (INSERT INTO fairdraw.issue_tasks SELECT issue_no, 'expire', now() FROM made) "
            "UPDATE fairdraw.coupons SET issue_no = made.issue_no FROM made WHERE code IN ('{}', '{}')",
            low, high));
        two = std::async(std::launch::async,
                         [&] { return ledger.run("SELECT fairdraw.expire_coupons()")[0][0]; });
        wait_for_both();
        gate.commit("SELECT 1");
        CHECK(one.get() == "done");
        CHECK(two.get() == "0");
    }
}

TEST_CASE("an issue expires part by part, and is done with when nothing is left") {
    const Ledger ledger;
    ledger.plant("DELETE FROM fairdraw.issue_tasks");
    const auto part = [&](int at_most) {
        return ledger.run(fmt::format("SELECT fairdraw.expire_coupons({})", at_most))[0][0];
    };
    const auto expired = [&] {
        return ledger.run("SELECT count(*) FROM fairdraw.coupon_changes WHERE change = 'expired'")[0][0];
    };
    ledger.run(
        "SELECT fairdraw.issue(1, 'grant', NULL, array_agg('u-' || i), array_agg('h'::text)) "
        "FROM generate_series(1, 20) AS i");
    const auto middle = ledger.run(
        "SELECT code, user_id FROM fairdraw.coupons WHERE issue_no = 2 "
        "ORDER BY code OFFSET 12 LIMIT 1")[0];
    CHECK(ledger.hold("o-1", middle[1], middle[0]) == "done");
    ledger.plant(
        "UPDATE fairdraw.issues SET expires_at = now() WHERE issue_no = 2; "
        "UPDATE fairdraw.issue_tasks SET due_at = now()");
    CHECK(part(8) == "8");
    CHECK(expired() == "8");
    CHECK(part(8) == "7");  // one of them is held
    CHECK(part(8) == "4");
    CHECK(part(8) == "null");
    CHECK(ledger.settle("o-1", "cancelled") == "done");
    CHECK(expired() == "20");
    CHECK(ledger.faults().empty());
}

TEST_CASE("issues of a coupon each expire together") {
    const Ledger ledger;
    for (const char* user : {"d", "e"})
        ledger.run(fmt::format("SELECT fairdraw.issue(1, 'grant', NULL, '{{{}}}', '{{h}}')", user));
    ledger.expires("now()");
    const auto part = [&] { return ledger.run("SELECT fairdraw.expire_coupons(4)")[0][0]; };
    const std::string tasks = "SELECT count(*) FROM fairdraw.issue_tasks";
    CHECK(part() == "4");
    CHECK(ledger.run(tasks) == Rows{{"2"}});  // of the second last it is not known yet that it was all
    CHECK(part() == "1");
    CHECK(ledger.run(tasks) == Rows{{"0"}});
    CHECK(part() == "null");
    CHECK(ledger.run("SELECT count(*) FROM fairdraw.coupon_changes WHERE change = 'expired'") == Rows{{"5"}});
    CHECK(ledger.faults().empty());
}

TEST_CASE("a draw that comes too late for its coupons gives them expired") {
    const Ledger ledger;
    ledger.run(
        "INSERT INTO fairdraw.templates (template_id, title, currency, benefit, scope, stacking, valid_from, "
        "valid_to, audience, state, published_at) VALUES ('late', 't', 'TWD', '{}', '{}', '{}', "
        "now() - interval '2 days', now() - interval '1 day', 'everyone', 'published', now())");
    ledger.plant(
        "INSERT INTO fairdraw.coupons (code, user_id, issue_no, cause) SELECT 'LATE', 'w', "
        "fairdraw.begin_issue(2, 'draw', 1, 1), 'round 1'");
    CHECK(ledger.faults().empty());
    CHECK(ledger.run("SELECT fairdraw.expire_coupons()") == Rows{{"1"}});
    CHECK(ledger.run("SELECT code, change FROM fairdraw.coupon_changes") == Rows{{"LATE", "expired"}});
}
