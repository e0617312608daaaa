// Claims: a user takes a coupon of a published template.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/made_template.hpp"
#include "support/shop.hpp"
#include "support/stage.hpp"
#include "support/tokens.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;

namespace {

const std::string door = "/v1/templates/spend-100/claims";

ApiReply claim_with_key(const Stage& stage, const std::string& user, const std::string& key) {
    return stage.user(user).post(door, "", {{"Idempotency-Key", key}});
}

ApiClient customer(const Stage& stage, const std::string& user, const std::string& segment_claim) {
    const auto claims = fmt::format(R"({{"sub": "{}", "exp": {}, "segment": {}}})", user,
                                    now_ms() / 1000 + 3600, segment_claim);
    return ApiClient(stage.server.url(), sign_claims(claims, TestKeys::shared().jwt_secret()));
}

}  // namespace

TEST_CASE("one takes a coupon; asked again, it is the same one") {
    Stage stage;
    make_template(stage.database_url, {.total = 2});
    const auto first = stage.user("ann").post(door);
    REQUIRE(first.status == 201);
    CHECK(first.json()["template"] == "spend-100");
    CHECK(first.json()["remaining"] == 1);
    const auto again = stage.user("ann").post(door);
    CHECK(again.status == 200);
    CHECK(again.json()["coupon"] == first.json()["coupon"]);
    CHECK(stage.user("bob").post(door).json()["remaining"] == 0);
    CHECK(stage.user("carol").post(door).code() == "SOLD_OUT");
    CHECK(stage.user("ann").post(door).status == 200);
}

TEST_CASE("another key is another coupon, up to the user's limit") {
    Stage stage;
    make_template(stage.database_url, {.per_user = 2});
    const auto one = claim_with_key(stage, "ann", "one");
    const auto two = claim_with_key(stage, "ann", "two");
    CHECK(one.status == 201);
    CHECK(two.status == 201);
    CHECK(one.json()["coupon"]["code"] != two.json()["coupon"]["code"]);
    CHECK(claim_with_key(stage, "ann", "one").json()["coupon"] == one.json()["coupon"]);
    CHECK(claim_with_key(stage, "ann", "three").code() == "CONFLICT");
    CHECK(stage.user("ann").post(door).code() == "CONFLICT");
    CHECK(claim_with_key(stage, "bob", "one").status == 201);
    CHECK(claim_with_key(stage, "bob", std::string(64, 'k')).status == 201);
    for (const std::string& key : {std::string(65, 'k'), std::string("a b"), std::string("k\xc3\xa9y")})
        CHECK(claim_with_key(stage, "carol", key).code() == "INVALID_REQUEST");
}

TEST_CASE("only in its window, and only of what is published") {
    Stage stage;
    make_template(stage.database_url, {.id = "early", .claim = "now() + interval '1 hour', '2999-01-01'"});
    make_template(stage.database_url, {.id = "late", .claim = "'2000-01-01', now() - interval '1 hour'"});
    make_template(stage.database_url, {.id = "never", .claim = "NULL, NULL"});
    make_template(stage.database_url, {.id = "stopped", .state = "stopped"});
    make_template(stage.database_url, {.id = "over", .valid = "'2000-01-01', '2001-01-01', NULL"});
    make_template(stage.database_url, {.id = "draft", .state = "draft"});
    auto ann = stage.user("ann");
    for (const std::string id : {"early", "late", "never", "stopped", "over"}) {
        INFO(id);
        CHECK(ann.post("/v1/templates/" + id + "/claims").code() == "NOT_IN_ACTIVE_TIME");
    }
    for (const std::string id : {"draft", "no-such-template"})
        CHECK(ann.post("/v1/templates/" + id + "/claims").code() == "NOT_FOUND");
    CHECK(stage.count("SELECT count(*) FROM fairdraw.coupons") == 0);
}

TEST_CASE("a draft is claimed from once it is published, also where it was asked for before") {
    Stage stage;
    make_template(stage.database_url, {.state = "draft"});
    CHECK(stage.user("ann").post(door).code() == "NOT_FOUND");
    query(stage.database_url, "UPDATE fairdraw.templates SET state = 'published', published_at = now()");
    CHECK(stage.user("ann").post(door).status == 201);
    query(stage.database_url, "UPDATE fairdraw.templates SET claim_to = now() - interval '1 second'");
    CHECK(stage.user("bob").post(door).code() == "NOT_IN_ACTIVE_TIME");
}

TEST_CASE("only by whom it is for") {
    Stage stage;
    const auto listed = make_template(stage.database_url, {.audience = "users"});
    query(stage.database_url,
          fmt::format("INSERT INTO fairdraw.template_audience VALUES ({}, 'ann')", listed));
    CHECK(stage.user("ann").post(door).status == 201);
    CHECK(stage.user("bob").post(door).code() == "FORBIDDEN");

    make_template(stage.database_url, {.id = "vip", .audience = "segment", .segment = "vip"});
    const std::string vip = "/v1/templates/vip/claims";
    CHECK(customer(stage, "ann", R"("vip")").post(vip).status == 201);
    CHECK(customer(stage, "bob", R"(["new", "vip"])").post(vip).status == 201);
    CHECK(customer(stage, "carol", R"(["new"])").post(vip).code() == "FORBIDDEN");
    CHECK(customer(stage, "dave", R"("vip new")").post(vip).code() == "FORBIDDEN");
    CHECK(stage.user("erin").post(vip).code() == "FORBIDDEN");
    CHECK(customer(stage, "fred", "7").post(vip).code() == "UNAUTHENTICATED");
    CHECK(customer(stage, "gina", R"(["vip", 7])").post(vip).code() == "UNAUTHENTICATED");
    CHECK(stage.count("SELECT count(*) FROM fairdraw.coupons") == 3);
}

TEST_CASE("a merchant says whom it is for, and may say it again") {
    Shop shop;
    const std::string audience = "/v1/templates/t/audience";
    const auto list = [&](const std::string& users) {
        return shop.merchant.put(audience, users, {{"Content-Type", "text/csv"}});
    };
    CHECK(list("ann\n").code() == "NOT_FOUND");
    shop.publish("t", {{"audience", {{"kind", "users"}}},
                       {"claim", {{"from", "2000-01-01T00:00:00Z"}, {"to", "2999-01-01T00:00:00Z"}}}});
    const std::string claim = "/v1/templates/t/claims";
    CHECK(shop.user("ann").post(claim).code() == "FORBIDDEN");

    CHECK(list("user\r\nann\r\nbob\r\nann\r\n").json() == nlohmann::json{{"template", "t"}, {"users", 2}});
    CHECK(shop.user("ann").post(claim).status == 201);
    const auto bobs =
        shop.merchant.put(audience, R"({"user": "bob"})", {{"Content-Type", "application/x-ndjson"}});
    CHECK(bobs.json().at("users") == 1);
    CHECK(shop.user("bob").post(claim).status == 201);
    // Who has a coupon keeps it.
    CHECK(shop.user("ann").post(claim).json().at("repeated") == true);

    CHECK(list("bob\n\n").code() == "INVALID_REQUEST");
    CHECK(list("bob\n").json().at("users") == 1);  // as it is, and no action
    CHECK(shop.merchant.get(audience).json().at("users") == 1);
    CHECK(shop.user("bob").put(audience, "bob").code() == "FORBIDDEN");
    shop.publish("everyones", {});
    CHECK(
        shop.merchant.put("/v1/templates/everyones/audience", "ann", {{"Content-Type", "text/csv"}}).code() ==
        "CONFLICT");
    CHECK(shop.merchant.post("/v1/templates/t/stop").status == 200);
    CHECK(list("ann\n").code() == "CONFLICT");
    CHECK(shop.count("SELECT count(*) FROM fairdraw.actions WHERE action = 'set_audience'") == 2);
}

TEST_CASE("a template changes and stops in the middle of a rush on it, and nobody is in another's way") {
    Shop shop;
    shop.publish("t", {{"claim", {{"from", "2000-01-01T00:00:00Z"}, {"to", "2999-01-01T00:00:00Z"}}}});
    const auto said_before = PostgresCluster::shared().log().size();
    std::atomic<int> claimed = 0;
    std::jthread crowd([&](const std::stop_token& over) {
        for_each_of(
            4,
            [&](int i) {
                for (int n = 0; !over.stop_requested(); ++n) {
                    const auto reply =
                        shop.user(fmt::format("user-{}-{}", i, n)).post("/v1/templates/t/claims");
                    claimed += reply.status == 201;
                    CHECK((reply.status == 201 || over.stop_requested()));
                }
            },
            4);
    });
    for (int total = 10'000; total < 10'030; ++total) {
        const auto changed =
            shop.merchant.request("PATCH", "/v1/templates/t", nlohmann::json{{"total", total}}.dump());
        CHECK_MESSAGE(changed.status == 200, changed.body);
    }
    wait_until("some to have claimed", [&] { return claimed > 20; });
    crowd.request_stop();
    CHECK(shop.merchant.post("/v1/templates/t/stop").status == 200);
    crowd.join();
    CHECK(PostgresCluster::shared().log().find("deadlock detected", said_before) == std::string::npos);
}

TEST_CASE("many claim at once: never more than the total") {
    Stage stage;
    make_template(stage.database_url, {.total = 25});
    std::atomic<int> first = 0, sold_out = 0;
    for_each_of(100, [&](int i) {
        const auto reply = stage.user(user_name(i)).post(door);
        first += reply.status == 201;
        sold_out += reply.code() == "SOLD_OUT";
    });
    CHECK(first == 25);
    CHECK(sold_out == 75);
    CHECK(stage.count("SELECT issued FROM fairdraw.template_stock") == 25);
    CHECK(stage.count("SELECT count(*) FROM fairdraw.coupons") == 25);
}
