// The check of the ledger names what somebody planted past all that guards it.
#include "integration/ledger.hpp"

using namespace fairdraw::testing;

using Faults = std::vector<std::string>;

TEST_CASE("planted faults are named") {
    const Ledger ledger;
    ledger.hold("o-1", "a", ledger.a, 100);
    ledger.hold("o-2", "b", ledger.b, 200);
    ledger.settle("o-2", "used");
    REQUIRE(ledger.faults().empty());
    const auto& a = ledger.a;
    const auto& b = ledger.b;

    SUBCASE("a cancellation that was lost") {
        ledger.plant(
            "UPDATE fairdraw.orders SET state = 'cancelled', settled_at = now() WHERE order_id = 'o-1'");
        CHECK(ledger.faults() == Faults{"no_order " + a + " o-1", "order o-1"});
    }
    SUBCASE("a coupon used twice") {
        ledger.plant(Ledger::change(b, 3, "'held', 'available', 'held', 'o-3', 200"));
        CHECK(ledger.faults() == Faults{"history " + b + " o-3", "no_order " + b + " o-3"});
    }
    SUBCASE("a wrong amount") {
        ledger.plant("UPDATE fairdraw.coupon_changes SET amount = 199 WHERE code = '" + b + "'");
        CHECK(ledger.faults() == Faults{"order o-2"});
    }
    SUBCASE("an amount that changed between hold and use") {
        ledger.plant("UPDATE fairdraw.coupon_changes SET amount = 1 WHERE seq = 1 AND code = '" + b + "'");
        CHECK(ledger.faults() == Faults{"history " + b + " o-2"});
    }
    SUBCASE("a change that is gone") {
        ledger.plant("DELETE FROM fairdraw.coupon_changes WHERE seq = 1 AND code = '" + b + "'");
        CHECK(ledger.faults() == Faults{"history " + b + " o-2"});
    }
    SUBCASE("an order that is gone") {
        ledger.plant("DELETE FROM fairdraw.orders WHERE order_id = 'o-2'");
        CHECK(ledger.faults() == Faults{"no_order " + b + " o-2"});
    }
    SUBCASE("a coupon out of thin air") {
        ledger.plant("INSERT INTO fairdraw.coupons VALUES ('FORGED', 'friend', 1, 'a favour')");
        CHECK(ledger.faults() == Faults{"issue"});
        ledger.plant(Ledger::change("NEVER", 1, "'expired', 'available', 'expired', NULL, NULL"));
        CHECK(ledger.faults() == Faults{"issue", "never_issued NEVER"});
    }
    SUBCASE("a stock that was turned back") {
        ledger.plant("UPDATE fairdraw.template_stock SET issued = 0");
        CHECK(ledger.faults() == Faults{"stock"});
    }
    SUBCASE("a coupon that nobody will expire") {
        ledger.expires("now() - interval '1 minute'");
        CHECK(ledger.faults().empty());
        ledger.plant("DELETE FROM fairdraw.issue_tasks");
        // What is held is not due yet, and what is used never will be.
        CHECK(ledger.faults() == Faults{"not_expired " + ledger.c});
    }
}

TEST_CASE("planted faults of what coupons were issued for are named") {
    const Ledger ledger;
    ledger.run(
        "INSERT INTO fairdraw.rounds (round_id, kind, enter_from, enter_to, close_due_at, announced_at, "
        "template_no) "
        "SELECT 'rush', 'first_come', now() - interval '1 hour', now() + interval '1 hour', now() + interval "
        "'1 hour', "
        "now() - interval '2 hours', 1");
    ledger.run("INSERT INTO fairdraw.round_stock (round_no, stock) VALUES (1, 10)");
    ledger.run("SELECT fairdraw.issue(1, 'first_come', 1, '{d}', '{round 1}')");
    ledger.run(
        "INSERT INTO fairdraw.grants (grant_id, template_no, list_hash, users) VALUES ('all', 1, '', 1)");
    ledger.run("INSERT INTO fairdraw.grant_users VALUES (1, 1, 'e')");
    ledger.run("SELECT fairdraw.grant_next(10)");
    ledger.run(
        "INSERT INTO fairdraw.promotions (promotion_id, template_no, shared_code, codes) VALUES "
        "('shared', 1, 'AUTUMN', NULL), ('single', 1, NULL, 2)");
    ledger.run("INSERT INTO fairdraw.promotion_codes (code, promotion_no) VALUES ('ONE', 2), ('TWO', 2)");
    for (const char* code : {"AUTUMN", "ONE"})
        CHECK(ledger.run(fmt::format("SELECT outcome FROM fairdraw.redeem('{}', 'f', '{{}}')", code)) ==
              Rows{{"issued"}});
    REQUIRE(ledger.faults().empty());
    const auto single = ledger.run("SELECT code FROM fairdraw.coupons WHERE cause = 'code ONE'")[0][0];

    SUBCASE("a round's stock") {
        ledger.plant("UPDATE fairdraw.round_stock SET issued = 2");
        CHECK(ledger.faults() == Faults{"stock"});
    }
    SUBCASE("a grant") {
        ledger.plant("UPDATE fairdraw.grants SET issued = 0");
        CHECK(ledger.faults() == Faults{"grant"});
    }
    SUBCASE("a promotion with one code for all") {
        ledger.plant("UPDATE fairdraw.promotions SET redeemed = 2 WHERE shared_code = 'AUTUMN'");
        CHECK(ledger.faults() == Faults{"promotion"});
    }
    SUBCASE("a promotion with a code each") {
        ledger.plant("UPDATE fairdraw.promotions SET redeemed = 0 WHERE codes = 2");
        CHECK(ledger.faults() == Faults{"promotion"});
    }
    SUBCASE("a code that is good once more") {
        ledger.plant(
            "UPDATE fairdraw.promotion_codes SET redeemed_by = NULL, redeemed_at = NULL, redeemed_xid = "
            "NULL");
        CHECK(ledger.faults() == Faults{"promotion " + single});
    }
    SUBCASE("a code that somebody else is said to have used") {
        ledger.plant("UPDATE fairdraw.promotion_codes SET redeemed_by = 'friend' WHERE code = 'ONE'");
        CHECK(ledger.faults() == Faults{"promotion " + single});
    }
    SUBCASE("a code that was used for nothing") {
        ledger.plant(
            "UPDATE fairdraw.promotion_codes SET redeemed_by = 'f', redeemed_at = now(), "
            "redeemed_xid = '1' WHERE code = 'TWO'");
        CHECK(ledger.faults() == Faults{"promotion"});
    }
}
