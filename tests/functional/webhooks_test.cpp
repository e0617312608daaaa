// Webhooks through the running program, to a receiver that checks what it is sent.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <set>

#include "functional/crash_points.hpp"
#include "functional/webhook_stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

TEST_CASE("every change of a coupon is delivered, signed, once each and in order") {
    WebhookStage stage;
    const WebhookReceiver receiver;
    stage.issue("u0", "before");  // not of this webhook's time
    const auto secret = stage.add_webhook(receiver.url());
    std::vector<std::string> expected;
    for (int i = 0; i < 5; ++i) {
        const auto user = fmt::format("u{}", i);
        const auto code = stage.issue(user, "claim");
        stage.use(fmt::format("o{}", i), user, code);
        expected.insert(expected.end(), {"issued." + code, "held." + code + ".1", "used." + code + ".2"});
    }
    wait_for_taken(receiver, expected.size());
    CHECK(receiver.taken().size() == expected.size());
    for (int i = 0; i < 5; ++i) {
        // What is of one coupon comes in its order.
        const auto at = [&](int n) {
            const auto taken = receiver.taken();
            return std::find(taken.begin(), taken.end(), expected[static_cast<std::size_t>(3 * i + n)]) -
                   taken.begin();
        };
        CHECK(at(0) < at(1));
        CHECK(at(1) < at(2));
    }
    for (const auto& event : receiver.received()) CHECK(event.is_signed_with(secret));
    const auto received = receiver.received();
    const auto used = std::find_if(received.begin(), received.end(),
                                   [&](const auto& event) { return event.id == expected[2]; });
    REQUIRE(used != received.end());
    const Json json = used->json();
    CHECK(json.at("type") == "coupon.used");
    CHECK(json.at("data").at("order") == "o0");
    CHECK(json.at("data").at("amount") == 7);
    CHECK(json.at("data").at("user") == "u0");
    CHECK(json.at("data").at("template") == "t");
    CHECK(parse_rfc3339(json.at("timestamp")) > 0);
}

TEST_CASE("what fails is sent again with the same id and body, and does not keep the rest waiting") {
    WebhookStage stage;
    // Takes no event of the first coupon until it has taken one of another commit.
    std::atomic<bool> willing{false};
    const WebhookReceiver receiver(
        [&](const std::string& id, int) { return id.starts_with("held.") && !willing ? 500 : 200; });
    const auto secret = stage.add_webhook(receiver.url());
    const auto code = stage.issue("u1", "a");
    wait_for_taken(receiver, 1);
    stage.use("o1", "u1", code);
    const auto other = stage.issue("u2", "a");
    wait_until("the others to go through", [&] { return receiver.taken().size() >= 3; });
    wait_until("it to be set apart", [&] { return stage.state().at("retries") == 1; });
    willing = true;
    wait_for_taken(receiver, 4);
    wait_until("nothing to be left", [&] { return stage.state().at("retries") == 0; });
    std::string body;
    for (const auto& event : receiver.received()) {
        CHECK(event.is_signed_with(secret));
        if (event.id != "held." + code + ".1") continue;
        CHECK((body.empty() || event.body == body));
        body = event.body;
    }
}

TEST_CASE("a receiver that is down gets everything when it is back, and a redirection is no answer") {
    WebhookStage stage;
    std::atomic<int> status{302};
    const WebhookReceiver receiver([&](const std::string&, int) { return status.load(); });
    stage.add_webhook(receiver.url());
    const auto code = stage.issue("u1", "a");
    wait_until("it to fail twice", [&] { return receiver.received().size() >= 2; });
    wait_until("that to be seen", [&] { return stage.state().at("trouble") == "it answers 302"; });
    status = 200;
    wait_for_taken(receiver, 1);
    for (const auto& event : receiver.received()) {
        CHECK(event.id == "issued." + code);
        CHECK(event.body == receiver.received().front().body);
    }
    wait_until("all to be well", [&] { return stage.state().at("failures") == 0; });
}

TEST_CASE("410 ends a webhook; one that is deleted is told no more") {
    WebhookStage stage;
    const WebhookReceiver receiver([](const std::string&, int) { return 410; });
    stage.add_webhook(receiver.url());
    stage.issue("u1", "a");
    wait_until("the webhook to end", [&] { return !stage.state().at("ended_at").is_null(); });
    stage.issue("u1", "b");
    const WebhookReceiver other;
    stage.add_webhook(other.url(), "other");
    stage.issue("u1", "c");
    wait_for_taken(other, 1);
    CHECK(receiver.received().size() == 1);
    CHECK(stage.merchant().del("/v1/webhooks/shop").status == 200);
    CHECK(stage.merchant().del("/v1/webhooks/shop").code() == "NOT_FOUND");
    CHECK(stage.state().at("webhook") == "other");
}

TEST_CASE("a webhook that is deleted while it is told is done with") {
    // 410 would have ended it.
    int last = 0;
    SUBCASE("by a receiver that fails") {
        last = 500;
    }
    SUBCASE("by a receiver that wants no more") {
        last = 410;
    }
    WebhookStage stage;
    std::atomic<int> told = 0;
    const WebhookReceiver receiver([&](const std::string&, int) {
        stage.merchant().del("/v1/webhooks/shop");
        return told++ == 0 ? 200 : last;
    });
    stage.add_webhook(receiver.url());
    query(stage.database_url,
          "SELECT fairdraw.issue(t.template_no, 'grant', NULL, ARRAY['u1', 'u2'], ARRAY['a', 'b']) FROM "
          "fairdraw.templates t");
    wait_until("both to be sent", [&] { return told == 2; });
    CHECK(stage.server.stop().code == 0);
    CHECK(stage.server.log().find("webhook_sender_failed") == std::string::npos);
    CHECK(stage.server.log().find("webhook_ended") == std::string::npos);
}

TEST_CASE("nothing is sent to a private address unless that is allowed") {
    WebhookStage stage{ServerSettings{}};
    const WebhookReceiver receiver;
    const auto body = Json{{"webhook", "shop"}, {"url", receiver.url()}}.dump();
    CHECK(stage.merchant().post("/v1/webhooks", body).code() == "INVALID_REQUEST");
    // https to the same place, by a name that leads there.
    auto url = receiver.url();
    url.replace(0, std::string("http://127.0.0.1").size(), "https://localhost");
    stage.add_webhook(url);
    stage.issue("u1", "a");
    wait_until("it to be refused",
               [&] { return stage.state().at("trouble") == "it is at an address that is not public"; });
    CHECK(receiver.received().empty());
}

TEST_CASE("killed while it delivers: the same events with the same ids, none missing") {
    WebhookStage stage{armed("note_delivery.before_commit", allowing_private().arguments)};
    const WebhookReceiver receiver;
    stage.add_webhook(receiver.url());
    const auto code = stage.issue("u1", "a");
    CHECK(stage.server.wait().signal == SIGKILL);
    CHECK(receiver.taken() == std::vector<std::string>{"issued." + code});
    const auto second = stage.issue("u2", "a");
    // As if the time had passed for which the dead instance holds it.
    query(stage.database_url, "UPDATE fairdraw.webhooks SET next_try_at = now()");
    stage.server.restart();
    // The first and the second go out at once.
    wait_until("all to be sent", [&] { return receiver.received().size() >= 3; });
    CHECK(receiver.taken().size() == 2);
    CHECK(std::ranges::count(receiver.taken(), "issued." + second) == 1);
    // The first of them twice, with the same words; the two that were sent together in any order.
    std::multiset<std::string> bodies;
    for (const auto& event : receiver.received()) bodies.insert(event.body);
    CHECK(bodies.size() == 3);
    CHECK(bodies.count(receiver.received()[0].body) == 2);
}

TEST_CASE("what commits late is not passed over") {
    WebhookStage stage;
    const WebhookReceiver receiver;
    stage.add_webhook(receiver.url());
    const std::string issue =
        "INSERT INTO fairdraw.issues (template_no, reason, coupons, issued_at, valid_from) "
        "SELECT template_no, 'grant', 1, now(), now() FROM fairdraw.templates";
    const std::string events = "SELECT count(*) FROM fairdraw.webhooks w, fairdraw.events_after(w.place, 10)";
    {
        OpenTransaction late{stage.database_url, issue};
        // Commits first, with a later transaction's number.
        stage.issue("early", "a");
        CHECK(stage.count(events) == 0);
        late.commit(
            "INSERT INTO fairdraw.coupons (code, user_id, issue_no, cause) "
            "SELECT 'LATE', 'late', min(issue_no), 'late' FROM fairdraw.issues");
    }
    wait_for_taken(receiver, 2);
    const auto taken = receiver.taken();
    CHECK(std::count(taken.begin(), taken.end(), "issued.LATE") == 1);
}

TEST_CASE("a webhook made twice is one, and its secret is for merchants and the keeper alone") {
    WebhookStage stage;
    auto merchant = stage.merchant();
    const auto body = Json{{"webhook", "shop"}, {"url", "https://shop.example/hooks"}}.dump();
    const Json made = merchant.post("/v1/webhooks", body).json();
    const Json again = merchant.post("/v1/webhooks", body).json();
    CHECK(again.at("repeated") == true);
    CHECK(again.at("secret") == made.at("secret"));
    CHECK(merchant.post("/v1/webhooks", Json{{"webhook", "shop"}, {"url", "https://other.example/"}}.dump())
              .code() == "CONFLICT");
    CHECK_FALSE(stage.state().contains("secret"));
    CHECK(stage.user("u1").post("/v1/webhooks", body).code() == "FORBIDDEN");
    CHECK(stage.user("u1").get("/v1/webhooks").code() == "FORBIDDEN");
    CHECK(query_value(
              stage.database_url,
              "SELECT has_any_column_privilege('fairdraw_serving', 'fairdraw.webhooks', 'SELECT')::text") ==
          "false");
}
