// Hold, confirm, cancel, revert: what a shop's server asks for while an order is made.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <future>
#include <nlohmann/json.hpp>

#include "support/shop.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

// A shop with a template, and a user with two coupons of it.
struct Sale : Shop {
    Sale() {
        publish("twenty-off", {});
        publish("group", {{"benefit", {{"amount", 700}, {"threshold", nullptr}}},
                          {"stacking", {{"kind", "group"}, {"group", "g"}, {"at_most", 5}}}});
        code = issue("user-1", "twenty-off");
        other = issue("user-1", "twenty-off");
    }

    ApiReply hold(const std::string& order, const std::string& coupon, const Json& changes = Json::object()) {
        return ask(order, "hold", hold_body("user-1", {coupon}, changes));
    }
    std::string unusable(const ApiReply& refused) const {
        CHECK(refused.code() == "COUPON_UNUSABLE");
        return refused.json()["detail"];
    }

    std::string code, other;
};

}  // namespace

TEST_CASE("held and confirmed: the coupon is used, once") {
    Sale sale;
    const auto before = now_ms();
    const auto held = sale.hold("o-1", sale.code);
    REQUIRE(held.status == 200);
    const auto json = held.json();
    CHECK(json["order"] == "o-1");
    CHECK(json["discount"] == 2000);
    CHECK(json["total"] == 13600);
    CHECK(json["coupons"][0]["items"].size() == 2);
    const auto expires = parse_rfc3339(json["hold_expires_at"]);
    CHECK(expires - before >= 895'000);
    CHECK(expires - now_ms() <= 905'000);

    CHECK(sale.hold("o-1", sale.code).body == held.body);
    // However it is written.
    Json rewritten{{"hold_s", 900}};
    CHECK(sale.hold("o-1", sale.code, rewritten).body == held.body);
    CHECK(sale.ask("o-1", "confirm").json() == Json{{"order", "o-1"}, {"state", "confirmed"}});
    CHECK(sale.ask("o-1", "confirm", "{}").json()["repeated"] == true);
    CHECK(sale.hold("o-1", sale.code).body == held.body);
    CHECK(sale.unusable(sale.hold("o-2", sale.code)) == sale.code + ": used");
    CHECK(sale.history(sale.code) == std::vector<std::string>{"held o-1 2000", "used o-1 2000"});
    CHECK(sale.count("SELECT count(*) FROM fairdraw.coupon_changes WHERE actor = 'shop-1'") == 2);
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("cancelled: the coupon is free for another order, and this one may hold anew") {
    Sale sale;
    sale.hold("o-1", sale.code);
    CHECK(sale.unusable(sale.hold("o-2", sale.code)) == sale.code + ": held");
    CHECK(sale.ask("o-1", "cancel").json()["state"] == "cancelled");
    CHECK(sale.ask("o-1", "cancel").json()["repeated"] == true);
    CHECK(sale.ask("o-1", "confirm").code() == "CONFLICT");
    CHECK(sale.ask("o-1", "revert").code() == "CONFLICT");
    CHECK(sale.hold("o-2", sale.code).status == 200);
    CHECK(sale.unusable(sale.hold("o-1", sale.code)) == sale.code + ": held");
    CHECK(sale.hold("o-1", sale.other).status == 200);
    CHECK(sale.ask("o-1", "confirm").status == 200);
    CHECK(sale.ask("o-1", "cancel").code() == "CONFLICT");
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("reverted after a refund: the coupon is back, the order is over") {
    Sale sale;
    sale.hold("o-1", sale.code);
    CHECK(sale.ask("o-1", "revert").code() == "CONFLICT");
    sale.ask("o-1", "confirm");
    CHECK(sale.ask("o-1", "revert").json() == Json{{"order", "o-1"}, {"state", "reverted"}});
    CHECK(sale.ask("o-1", "revert").json()["repeated"] == true);
    CHECK(sale.ask("o-1", "confirm").code() == "CONFLICT");
    CHECK(sale.hold("o-1", sale.code).code() == "CONFLICT");
    // It has nothing left to give back.
    CHECK(sale.ask("o-1", "cancel").json() ==
          Json{{"order", "o-1"}, {"state", "reverted"}, {"repeated", true}});
    CHECK(sale.hold("o-2", sale.code).status == 200);
    CHECK(sale.history(sale.code) ==
          std::vector<std::string>{"held o-1 2000", "used o-1 2000", "reverted o-1 2000", "held o-2 2000"});
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("another content for an order that holds or used something is a conflict") {
    Sale sale;
    sale.hold("o-1", sale.code);
    const auto conflicts = [&] {
        CHECK(sale.hold("o-1", sale.other).code() == "CONFLICT");
        CHECK(sale.hold("o-1", sale.code, {{"shipping", 0}}).code() == "CONFLICT");
        CHECK(sale.hold("o-1", sale.code, {{"hold_s", 60}}).code() == "CONFLICT");
    };
    conflicts();
    sale.ask("o-1", "confirm");
    conflicts();
    CHECK(sale.history(sale.other).empty());
}

TEST_CASE("several coupons are held together, or none of them") {
    Sale sale;
    std::vector<std::string> group;
    for (int i = 0; i < 3; ++i) group.push_back(sale.issue("user-1", "group"));
    const auto held = sale.ask("o-1", "hold", hold_body("user-1", {group[0], group[1]}, {}));
    CHECK(held.json()["discount"] == 1400);
    CHECK(sale.unusable(sale.ask("o-2", "hold", hold_body("user-1", {group[2], group[1]}, {}))) ==
          group[1] + ": held");
    CHECK(sale.history(group[2]).empty());
    CHECK(sale.ask("o-2", "confirm").code() == "NOT_FOUND");
    CHECK(sale.unusable(sale.ask("o-2", "hold", hold_body("user-1", {group[2], sale.code}, {}))) ==
          "these coupons cannot be used together");
    sale.ask("o-1", "confirm");
    CHECK(sale.history(group[0]).back() == "used o-1 700");
    CHECK(sale.history(group[1]).back() == "used o-1 700");
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("a coupon that cannot be used on this order is refused, and named") {
    Sale sale;
    const auto refusal = [&](const std::string& code, const Json& changes = Json::object()) {
        return sale.unusable(sale.ask("o-1", "hold", hold_body("user-1", {code}, changes)));
    };
    CHECK(refusal(sale.code, {{"currency", "EUR"}}) == sale.code + ": currency");
    CHECK(refusal(sale.code, {{"items", {{{"product", "p"}, {"quantity", 1}, {"unit_price", 9999}}}}}) ==
          sale.code + ": threshold");
    CHECK(refusal("NOSUCHCODE") == "NOSUCHCODE: the user has no such coupon");
    const auto others = sale.issue("user-2", "twenty-off");
    CHECK(refusal(others) == others + ": the user has no such coupon");
    sale.publish(
        "next-year",
        {{"valid", {{"days", nullptr}, {"from", "2998-01-01T00:00:00Z"}, {"to", "2999-01-01T00:00:00Z"}}}});
    const auto early = sale.issue("user-1", "next-year");
    CHECK(refusal(early) == early + ": not_yet_valid");
    sale.let_expire(sale.other);
    CHECK(refusal(sale.other) == sale.other + ": expired");
    CHECK(sale.count("SELECT count(*) FROM fairdraw.orders") == 0);
    CHECK(sale.count("SELECT count(*) FROM fairdraw.coupon_changes WHERE change = 'held'") == 0);
}

TEST_CASE("many orders want one coupon at once: one of them gets it") {
    Sale sale;
    std::atomic<int> held = 0;
    for_each_of(16, [&](int i) {
        auto shop = sale.another_shop();
        const auto reply =
            shop.post(fmt::format("/v1/orders/o-{}/hold", i), hold_body("user-1", {sale.code}, {}));
        if (reply.status == 200)
            ++held;
        else
            CHECK(reply.json()["detail"] == sale.code + ": held");
    });
    CHECK(held == 1);
    CHECK(sale.history(sale.code).size() == 1);
    CHECK(sale.count("SELECT count(*) FROM fairdraw.orders") == 1);
}

TEST_CASE("orders that want the same coupons in whatever order: each gets all of them or none") {
    Sale sale;
    std::vector<std::string> group;
    for (int i = 0; i < 4; ++i) group.push_back(sale.issue("user-1", "group"));
    const std::vector<std::string> backwards(group.rbegin(), group.rend());
    for_each_of(24, [&](int i) {
        auto shop = sale.another_shop();
        const auto path = fmt::format("/v1/orders/o-{}/", i);
        const auto held = shop.post(path + "hold", hold_body("user-1", i % 2 ? group : backwards, {}));
        CHECK((held.status == 200 || held.code() == "COUPON_UNUSABLE"));
        if (held.status == 200) CHECK(shop.post(path + "cancel").status == 200);
    });
    CHECK(sale.ledger_faults().empty());
    for (const auto& code : group) CHECK(sale.status("user-1", code) == "available");
}

TEST_CASE("the same hold asked many times at once is one") {
    Sale sale;
    std::atomic<int> answers = 0;
    for_each_of(12, [&](int) {
        auto shop = sale.another_shop();
        if (shop.post("/v1/orders/o-1/hold", hold_body("user-1", {sale.code}, {})).status == 200) ++answers;
    });
    CHECK(answers == 12);
    for_each_of(12, [&](int i) {
        auto shop = sale.another_shop();
        const auto reply = shop.post(i % 2 ? "/v1/orders/o-1/confirm" : "/v1/orders/o-1/cancel");
        CHECK((reply.status == 200 || reply.code() == "CONFLICT"));
    });
    CHECK(sale.history(sale.code).size() == 2);
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("an order that somebody else keeps locked keeps no other waiting") {
    Sale sale;
    CHECK(sale.hold("o-1", sale.code).status == 200);
    OpenTransaction elsewhere(sale.database_url,
                              "SELECT FROM fairdraw.orders WHERE order_id = 'o-1' FOR UPDATE");
    std::atomic<bool> over = false;
    std::vector<std::future<void>> impatient;
    for (int i = 0; i < 2; ++i)
        impatient.push_back(std::async(std::launch::async, [&] {
            for (auto shop = sale.another_shop(); !over;)
                CHECK(shop.post("/v1/orders/o-1/confirm").code() == "UNAVAILABLE");
        }));
    elsewhere.wait_for_somebody();
    for (int i = 0; i < 5; ++i) {
        CHECK(sale.hold("o-2", sale.other).status == 200);
        CHECK(sale.ask("o-2", "cancel").status == 200);
    }
    over = true;
    for (auto& one : impatient) one.get();
    elsewhere.commit("SELECT 1");
    CHECK(sale.ask("o-1", "confirm").status == 200);
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("a hold that is over gives its coupon back") {
    Sale sale;
    SUBCASE("by itself") {
        CHECK(sale.hold("o-1", sale.code, {{"hold_s", 1}}).status == 200);
        wait_until("the coupon to be given back", [&] { return sale.history(sale.code).size() == 2; });
        CHECK(sale.history(sale.code) == std::vector<std::string>{"held o-1 2000", "lapsed o-1 2000"});
        CHECK(sale.status("user-1", sale.code) == "available");
        CHECK(sale.count("SELECT count(*) FROM fairdraw.coupon_changes WHERE actor = 'clock'") == 1);
    }
    SUBCASE("to whoever wants it the moment after") {
        sale.hold("o-1", sale.code);
        sale.let_hold_end("o-1");
        CHECK(sale.hold("o-2", sale.code).status == 200);
    }
    SUBCASE("and to the same order, asked again") {
        sale.hold("o-1", sale.code);
        sale.let_hold_end("o-1");
        CHECK(sale.hold("o-1", sale.code).status == 200);
        CHECK(sale.history(sale.code).back() == "held o-1 2000");
        CHECK(sale.ask("o-1", "confirm").status == 200);
        CHECK(sale.ledger_faults().empty());
        return;
    }
    sale.let_hold_end("o-1");
    CHECK(sale.ask("o-1", "confirm").json()["detail"] == "the order is lapsed");
    CHECK(sale.ask("o-1", "cancel").json() ==
          Json{{"order", "o-1"}, {"state", "lapsed"}, {"repeated", true}});
    CHECK(sale.ask("o-1", "revert").code() == "CONFLICT");
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("a coupon that expires while it is held may be used; given back, it is expired") {
    Sale sale;
    sale.hold("o-1", sale.code);
    sale.hold("o-2", sale.other);
    sale.let_expire(sale.code);
    sale.let_expire(sale.other);
    wait_until("both issues to be done with", [&] {
        return sale.count("SELECT count(*) FROM fairdraw.issue_tasks WHERE task = 'expire'") == 0;
    });
    CHECK(sale.status("user-1", sale.code) == "held");
    CHECK(sale.ask("o-1", "confirm").status == 200);
    CHECK(sale.ask("o-2", "cancel").status == 200);
    CHECK(sale.status("user-1", sale.code) == "used");
    CHECK(sale.status("user-1", sale.other) == "expired");
    CHECK(sale.history(sale.other) ==
          std::vector<std::string>{"held o-2 2000", "cancelled o-2 2000", "expired"});
    CHECK(sale.ask("o-1", "revert").status == 200);
    CHECK(sale.history(sale.code).back() == "expired");
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("coupons expire together, on time, and the count of them is told") {
    Sale sale;
    query(sale.database_url,
          "SELECT fairdraw.issue(1, 'grant', NULL, array_agg('u-' || i), array_agg('grant 1'::text)) "
          "FROM generate_series(1, 500) AS i");
    const auto code =
        query_value(sale.database_url, "SELECT code FROM fairdraw.coupons WHERE user_id = 'u-7'");
    sale.let_expire(code);
    wait_until("all of the issue to expire", [&] {
        return sale.count("SELECT count(*) FROM fairdraw.coupon_changes WHERE change = 'expired'") == 500;
    });
    wait_until("the metrics to say so", [&] {
        return sale.anyone.get("/metrics").body.find("fairdraw_coupons_expired_total 500") !=
               std::string::npos;
    });
    CHECK(sale.status("user-1", sale.code) == "available");
    CHECK(sale.ledger_faults().empty());
}

TEST_CASE("what is no hold is refused by name, and so is who may not ask") {
    Sale sale;
    const std::vector<std::pair<const char*, Json>> wrong{
        {"user: ", {{"user", nullptr}}},
        {"user: ", {{"user", std::string(256, 'u')}}},
        {"hold_s: ", {{"hold_s", 0}}},
        {"hold_s: ", {{"hold_s", 86'401}}},
        {"coupons: ", {{"coupons", nullptr}}},
        {"coupons: ", {{"coupons", Json::array()}}},
        {"coupons: ", {{"coupons", {"A", "A"}}}},
        {"coupons: ", {{"coupons", {""}}}},
        {"coupons: ", {{"coupons", {std::string("A\0B", 3)}}}},
        {"coupons: ", {{"coupons", {std::string(65, 'A')}}}},
        {"coupons: ", {{"coupons", {7}}}},
        {"shipping", {{"shipping", nullptr}}},
        {"colour", {{"colour", "red"}}}};
    for (const auto& [name, change] : wrong) {
        const auto refused = sale.hold("o-1", sale.code, change);
        INFO(name, refused.body);
        CHECK(refused.code() == "INVALID_REQUEST");
        CHECK(refused.json()["detail"].get<std::string>().find(name) == 0);
    }
    CHECK(sale.ask(std::string(129, 'o'), "confirm").code() == "INVALID_REQUEST");
    CHECK(sale.ask("o-1", "confirm", R"({"state": "used"})").code() == "INVALID_REQUEST");
    for (const char* verb : {"confirm", "cancel", "revert"})
        CHECK(sale.ask("o-none", verb).code() == "NOT_FOUND");
    auto user = sale.user("user-1");
    for (const char* verb : {"hold", "confirm", "cancel", "revert"}) {
        const auto path = std::string("/v1/orders/o-1/") + verb;
        for (auto* other : {&user, &sale.merchant, &sale.operator_})
            CHECK(other->post(path).code() == "FORBIDDEN");
        CHECK(sale.anyone.post(path).code() == "UNAUTHENTICATED");
    }
    // Whatever a shop calls its orders.
    CHECK(sale.hold("Bestellung 7/ä%?", sale.code).json()["order"] == "Bestellung 7/ä%?");
    CHECK(sale.ask("Bestellung 7/ä%?", "confirm").status == 200);
}
