// Webhooks where something is in the way: who commits late, who hangs, who is down for days, and what is
// large.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "functional/webhook_stage.hpp"
#include "http/outgoing.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

// The value of a series without labels in /metrics.
double metric(const Stage& stage, const std::string& name) {
    std::istringstream lines(stage.server.anyone().get("/metrics").body);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(name + " ")) return std::stod(line.substr(name.size() + 1));
    throw std::runtime_error("no metric " + name);
}

void send_notice(const WebhookStage& stage, const std::string& id) {
    const Json notice{{"notice", id},
                      {"to", "everyone"},
                      {"title", "A sale"},
                      {"body", "Today"},
                      {"expires", rfc3339(now_ms() + 600'000)}};
    REQUIRE(stage.merchant().post("/v1/notices", notice.dump()).status == 201);
}

// As if it had been over for so long.
void let_notices_end(const WebhookStage& stage, int days) {
    query(
        stage.database_url,
        fmt::format("UPDATE fairdraw.notices SET created_at = now() - interval '{} days', goes_at = now() - "
                    "interval '{} days'",
                    days + 1, days));
}

}  // namespace

TEST_CASE("a coupon's changes are told in their order, whichever transaction began first") {
    WebhookStage stage;
    const WebhookReceiver receiver;
    stage.add_webhook(receiver.url());
    const auto code = stage.issue("u1", "a");
    wait_for_taken(receiver, 1);
    const auto hold = [&](const std::string& order) {
        return fmt::format(
            "SELECT fairdraw.hold_order('{}', 'u1', ARRAY['{}'], ARRAY[7], 'TWD', '\\x00', "
            "fairdraw.now_ms() + 900000, 'shop', '{{}}')",
            order, code);
    };
    {
        // Has its number before the other order comes and goes.
        OpenTransaction early{stage.database_url, "SELECT pg_current_xact_id()"};
        query(stage.database_url, hold("o1"));
        query(stage.database_url, "SELECT fairdraw.settle_order('o1', 'cancelled', 'shop')");
        early.commit(hold("o2"));
    }
    wait_for_taken(receiver, 4);
    CHECK(receiver.taken() == std::vector<std::string>{"issued." + code, "held." + code + ".1",
                                                       "cancelled." + code + ".2", "held." + code + ".3"});
}

TEST_CASE("a new webhook is told of what began before it and is committed after") {
    WebhookStage stage;
    const WebhookReceiver receiver;
    {
        OpenTransaction late{stage.database_url,
                             "INSERT INTO fairdraw.issues (template_no, reason, coupons, issued_at, "
                             "valid_from) SELECT template_no, 'grant', 1, now(), now() FROM "
                             "fairdraw.templates"};
        stage.add_webhook(receiver.url());
        late.commit(
            "INSERT INTO fairdraw.coupons (code, user_id, issue_no, cause) "
            "SELECT 'LATE', 'late', min(issue_no), 'late' FROM fairdraw.issues");
    }
    wait_for_taken(receiver, 1);
    CHECK(receiver.taken() == std::vector<std::string>{"issued.LATE"});
}

TEST_CASE("an event is given up when it has failed for days while others arrive, and not before") {
    WebhookStage stage;
    std::atomic<bool> up{true};
    const WebhookReceiver receiver(
        [&](const std::string& id, int) { return up && !id.starts_with("held.") ? 200 : 500; });
    stage.add_webhook(receiver.url());
    stage.use("o1", "u1", stage.issue("u1", "a"));
    wait_until("one to be set apart", [&] { return stage.state().at("retries") == 1; });
    const auto make_it = [&](const std::string& age) {
        query(stage.database_url,
              fmt::format("UPDATE fairdraw.webhook_retries SET failures = 20, failed_at = now() - "
                          "interval '{}', next_try_at = now()",
                          age));
    };
    const std::string failures = "SELECT coalesce(max(failures), -1) FROM fairdraw.webhook_retries";
    make_it("2 days");
    wait_until("it to be tried again", [&] { return stage.count(failures) > 20; });

    // The receiver is down: that is no try, however old it is.
    up = false;
    stage.issue("u2", "a");
    wait_until("the receiver to fail", [&] { return stage.state().at("failures") >= 1; });
    make_it("4 days");
    const auto failed = stage.state().at("failures").get<int>();
    wait_until("it to fail for a while", [&] { return stage.state().at("failures") >= failed + 2; });
    CHECK(stage.count(failures) == 20);

    up = true;
    wait_until("it to be given up", [&] { return stage.count(failures) == -1; });
    CHECK(metric(stage, "fairdraw_webhook_events_given_up_total") == 1);
}

TEST_CASE("however many events in a row are refused, they hold up nobody but themselves") {
    WebhookStage stage;
    const auto code = stage.issue("u1", "a");
    const WebhookReceiver receiver(
        [&](const std::string& id, int) { return id.find(code) == std::string::npos ? 200 : 400; });
    stage.add_webhook(receiver.url());
    // Of one coupon: they are sent one at a time.
    stage.use("o1", "u1", code);
    query(stage.database_url, "SELECT fairdraw.settle_order('o1', 'reverted', 'shop')");
    const auto other = stage.issue("u2", "a");
    wait_for_taken(receiver, 1);
    wait_until("the others to be set apart", [&] { return stage.state().at("retries") >= 3; });
    wait_until("all to be well", [&] { return stage.state().at("failures") == 0; });
    CHECK(receiver.taken() == std::vector<std::string>{"issued." + other});
}

TEST_CASE("where too much is to be sent again already, a webhook waits for what fails, and says so") {
    WebhookStage stage;
    const auto one = stage.issue("u1", "a");
    const auto other = stage.issue("u1", "b");
    const auto refused = "held." + std::min(one, other) + ".1";
    const WebhookReceiver receiver([&](const std::string& id, int) { return id == refused ? 400 : 200; });
    stage.add_webhook(receiver.url());
    query(stage.database_url,
          "INSERT INTO fairdraw.webhook_retries (webhook_no, event_id, body, next_try_at) "
          "SELECT webhook_no, 'old.' || g, '{}', now() + interval '1 day' "
          "FROM fairdraw.webhooks, generate_series(1, 1000) g");
    query(
        stage.database_url,
        fmt::format("SELECT fairdraw.hold_order('o1', 'u1', ARRAY['{}', '{}'], ARRAY[7, 7], 'TWD', '\\x00', "
                    "fairdraw.now_ms() + 900000, 'shop', '{{}}')",
                    one, other));
    wait_until("it to be tried again", [&] { return stage.state().at("failures") >= 2; });
    CHECK(stage.state().at("trouble") == "it answers 400");
    // Each try is noted, and followed by a pause.
    const auto received = receiver.received();
    CHECK(std::ranges::count(received, refused, &ReceivedEvent::id) <=
          stage.state().at("failures").get<int>() + 1);

    query(stage.database_url, "DELETE FROM fairdraw.webhook_retries");
    query(stage.database_url, "UPDATE fairdraw.webhooks SET next_try_at = now()");
    wait_until("it to be set apart", [&] { return stage.state().at("retries") == 1; });
    CHECK(stage.state().at("failures") == 0);
    CHECK(stage.state().at("trouble").is_null());
}

TEST_CASE("a webhook that has ended goes on from its place when it is asked for again") {
    WebhookStage stage;
    std::atomic<int> status{410};
    const WebhookReceiver receiver([&](const std::string&, int) { return status.load(); });
    stage.add_webhook(receiver.url());
    const auto first = stage.issue("u1", "a");
    wait_until("the webhook to end", [&] { return !stage.state().at("ended_at").is_null(); });
    const auto second = stage.issue("u2", "a");
    status = 200;
    const Json body{{"webhook", "shop"}, {"url", receiver.url()}};
    CHECK(stage.merchant().post("/v1/webhooks", body.dump()).json().at("repeated") == true);
    CHECK(stage.state().at("ended_at").is_null());
    CHECK(stage.state().at("end_reason").is_null());
    wait_for_taken(receiver, 2);
    // Of different coupons, in any order.
    const auto taken = receiver.taken();
    CHECK(std::set(taken.begin(), taken.end()) == std::set{"issued." + first, "issued." + second});
    CHECK(query(stage.database_url, "SELECT action FROM fairdraw.actions ORDER BY action_no") ==
          Rows{{"create_webhook"}, {"revive_webhook"}});
}

TEST_CASE("a receiver that hangs keeps no other waiting") {
    WebhookStage stage;
    std::atomic<int> tries{0};
    std::atomic<bool> go_on{false};
    const WebhookReceiver hanging([&](const std::string&, int nth) {
        if (nth > tries) tries = nth;
        wait_until("the test to go on", [&] { return go_on.load(); });
        return 200;
    });
    const WebhookReceiver prompt;
    stage.add_webhook(hanging.url(), "hanging");
    stage.add_webhook(prompt.url(), "prompt");
    stage.issue("u0", "a");
    int others = 0;
    // Once more where all this took so long that the one that hangs was given up meanwhile.
    wait_until("the other to be told while it hangs", [&] {
        const auto failed = stage.state().at("failures").get<int>();
        wait_until("it to hang", [&] { return tries > failed; });
        const auto event = "issued." + stage.issue(fmt::format("u{}", ++others), "a");
        wait_until("the other to be told", [&] { return std::ranges::count(prompt.taken(), event) == 1; });
        return stage.state().at("failures") == failed;
    });
    go_on = true;
}

TEST_CASE("a client keeps its connections from one batch to the next") {
    const WebhookReceiver receiver;
    fairdraw::http::OutgoingClient client{{.timeout_ms = 10'000, .largest_answer = 1'000}};
    const std::vector<fairdraw::http::OutgoingRequest> one{{.url = receiver.url(), .body = "{}"}};
    for (int i = 0; i < 3; ++i) CHECK(client.send_all(one, {}).front()->status == 204);
    const auto received = receiver.received();
    REQUIRE(received.size() == 3);
    CHECK(received[1].port == received[0].port);
    CHECK(received[2].port == received[0].port);
}

TEST_CASE("a transaction that somebody forgot in another database holds events back, and is seen to") {
    WebhookStage stage;
    const WebhookReceiver receiver;
    stage.add_webhook(receiver.url());
    const std::string waiting = "fairdraw_webhook_oldest_event_seconds";
    {
        OpenTransaction forgotten{PostgresCluster::shared().create_empty_database(),
                                  "SELECT pg_current_xact_id()"};
        stage.issue("u1", "a");
        wait_until("the wait to be seen", [&] { return metric(stage, waiting) > 0; });
        CHECK(receiver.received().empty());
    }
    wait_for_taken(receiver, 1);
    wait_until("it to be over", [&] { return metric(stage, waiting) == 0; });
}

TEST_CASE("notices that are over wait for a webhook that was not told, for a week") {
    WebhookStage stage;
    std::atomic<bool> up{false};
    const WebhookReceiver receiver([&](const std::string&, int) { return up ? 200 : 500; });
    stage.add_webhook(receiver.url());
    query(stage.database_url, R"(
        INSERT INTO fairdraw.notices (kind, audience, user_id, template_no, day, goes_at)
        SELECT 'coupons_expiring', 'user', 'u1', template_no, current_date - 9, now() + interval '1 day'
        FROM fairdraw.templates)");
    send_notice(stage, "sale");
    wait_until("it to fail", [&] { return stage.state().at("failures") >= 1; });
    let_notices_end(stage, 1);
    CHECK(stage.count("SELECT fairdraw.forget_notices(100)") == 0);
    CHECK(stage.count("SELECT count(*) FROM fairdraw.notices") == 2);
    up = true;
    wait_for_taken(receiver, 2);
    wait_until("them to be purged",
               [&] { return stage.count("SELECT count(*) FROM fairdraw.notices") == 0; });
    for (const auto& event : receiver.received()) {
        // A reminder's end may change while it is sent.
        const auto data = event.json().at("data");
        CHECK(data.at("expires_at").is_null() == (data.at("kind") == "coupons_expiring"));
    }

    up = false;
    send_notice(stage, "another");
    wait_until("it to fail again", [&] { return stage.state().at("failures") >= 1; });
    let_notices_end(stage, 8);
    wait_until("it to be purged all the same",
               [&] { return stage.count("SELECT count(*) FROM fairdraw.notices") == 0; });
}

TEST_CASE("a database that was restored elsewhere is not served before its transactions are counted up to") {
    WebhookStage stage;
    send_notice(stage, "sale");
    CHECK(stage.server.stop().code == 0);
    query(stage.database_url,
          "UPDATE fairdraw.notices SET xid = (pg_current_xact_id()::text::bigint + 3000)::text::xid8");
    const auto& keys = TestKeys::shared();
    const auto refused =
        run_fairdraw({"serve", "--listen", "127.0.0.1:0", "--database-url", stage.database_url,
                      "--signing-key", keys.signing_key(), "--jwt-secret-file", keys.jwt_secret_file()});
    CHECK(refused.status.code == 2);
    INFO(refused.errors);
    CHECK(refused.errors.find("CALL fairdraw.advance_transactions()") != std::string::npos);
    CHECK(stage.count("SELECT fairdraw.transactions_behind()") > 1000);
    query(stage.database_url, "CALL fairdraw.advance_transactions()");
    CHECK(stage.count("SELECT fairdraw.transactions_behind()") == 0);
    stage.server.restart();
}

TEST_CASE("the next events are found by the indexes, however much there is") {
    WebhookStage stage;
    query(stage.database_url, R"(
        SELECT count(*) FROM fairdraw.templates t, fairdraw.issue(
            t.template_no, 'grant', NULL, ARRAY(SELECT 'u' || g FROM generate_series(1, 5000) g),
            ARRAY(SELECT 'many' FROM generate_series(1, 5000))))");
    query(stage.database_url, R"(
        INSERT INTO fairdraw.coupon_changes (code, seq, change, from_state, to_state, order_id, amount, actor)
        SELECT code, 1, 'held', 'available', 'held', 'o', 7, 'shop' FROM fairdraw.coupons)");
    query(stage.database_url, R"(
        INSERT INTO fairdraw.notices (notice_id, kind, audience, title, body, goes_at)
        SELECT 'n' || g, 'message', 'everyone', 'A', 'B', now() + interval '1 day' FROM generate_series(1, 5000) g)");
    query(stage.database_url,
          "ANALYZE fairdraw.issues, fairdraw.coupons, fairdraw.coupon_changes, fairdraw.notices");
    // As if there were so many, over so many pages.
    for (const auto& [table, rows] : std::vector<std::pair<std::string, int>>{{"issues", 200'000},
                                                                              {"coupons", 1'000'000},
                                                                              {"coupon_changes", 30'000'000},
                                                                              {"notices", 200'000}})
        query(stage.database_url,
              fmt::format("UPDATE pg_class SET reltuples = {} WHERE oid = 'fairdraw.{}'::regclass", rows,
                          table));
    for (const char* place :
         {"(SELECT ROW(xid, 0, 0, '')::fairdraw.event_place FROM fairdraw.issues LIMIT 1)",
          "(SELECT ROW(xid, 1, 0, '')::fairdraw.event_place FROM fairdraw.issues LIMIT 1)",
          "(SELECT ROW(xid, 2, 0, '')::fairdraw.event_place FROM fairdraw.coupon_changes LIMIT 1)"})
        for (const int at_most : {1, 50}) {
            INFO(place, " ", at_most);
            CHECK(stage.count(fmt::format(
                      "SET random_page_cost = 10000; SELECT count(*) FROM fairdraw.events_after({}, {});"
                      "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables "
                      "WHERE schemaname = 'fairdraw'",
                      place, at_most)) < 2'000);
        }
}
