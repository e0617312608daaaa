// What users are told, through the running program.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "support/stage.hpp"
#include "support/tokens.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

ApiClient merchant_of(const Stage& stage) {
    return ApiClient(stage.server.url(), sign_token({"m", "merchant", 600}, TestKeys::shared().jwt_secret()));
}

Json notice(const std::string& id, const Json& to, std::int64_t for_ms = 600'000) {
    return {{"notice", id},
            {"to", to},
            {"title", "About " + id},
            {"body", "Two\nlines"},
            {"expires", rfc3339(now_ms() + for_ms)}};
}

Json inbox(ApiClient client, const std::string& query = "") {
    return client.get("/v1/me/inbox" + query).json();
}

std::vector<std::string> titles(ApiClient client) {
    std::vector<std::string> all;
    const Json answer = inbox(std::move(client));
    for (const auto& each : answer.at("notices")) all.push_back(each.at("title"));
    return all;
}

// A template whose coupons are reminded of from the first moment on, and coupons of it.
void issue_coupons(const Stage& stage, const std::string& id, const std::string& users,
                   const std::string& cause) {
    query(stage.database_url, fmt::format(R"(
        INSERT INTO fairdraw.templates (template_id, title, currency, benefit, scope, stacking, valid_days, audience, remind_days,
                                        state, published_at)
        VALUES ('{0}', 'Of {0}', 'TWD', '{{}}', '{{}}', '{{}}', 10, 'everyone', 5, 'published', now()) ON CONFLICT DO NOTHING)",
                                          id));
    query(stage.database_url, fmt::format(R"(
        INSERT INTO fairdraw.template_stock (template_no) SELECT template_no FROM fairdraw.templates WHERE template_id = '{}'
        ON CONFLICT DO NOTHING)",
                                          id));
    query(stage.database_url, fmt::format(R"(
        SELECT i.* FROM fairdraw.templates t, fairdraw.issue(t.template_no, 'grant', NULL, ARRAY[{1}],
                                                 array_fill('claim {0} {2}'::text, ARRAY[cardinality(ARRAY[{1}])])) i
        WHERE t.template_id = '{0}')",
                                          id, users, cause));
}

}  // namespace

TEST_CASE("one notice to everyone is in everybody's inbox, and read by each for themselves") {
    Stage stage;
    auto merchant = merchant_of(stage);
    const auto sale = notice("sale", "everyone");
    const auto sent = merchant.post("/v1/notices", sale.dump());
    REQUIRE(sent.status == 201);
    CHECK(merchant.post("/v1/notices", sale.dump()).json().at("repeated") == true);
    CHECK(stage.operator_.post("/v1/notices", notice("sale", Json{{"user", "u1"}}).dump()).code() ==
          "CONFLICT");
    CHECK(stage.operator_.post("/v1/notices", notice("for-you", Json{{"user", "u1"}}).dump()).status == 201);

    CHECK(titles(stage.user("u1")) == std::vector<std::string>{"About for-you", "About sale"});
    CHECK(titles(stage.user("u2")) == std::vector<std::string>{"About sale"});
    CHECK(stage.count("SELECT count(*) FROM fairdraw.notices") == 2);

    auto first = stage.user("u1");
    const auto number = inbox(stage.user("u1"), "?limit=1").at("notices")[0].at("notice").get<int>();
    const auto read = fmt::format("/v1/me/inbox/{}/read", number);
    const auto read_at = first.post(read).json().at("read_at");
    CHECK(first.post(read).json().at("read_at") == read_at);
    // It is not theirs.
    CHECK(stage.user("u2").post(read).code() == "NOT_FOUND");
    CHECK(inbox(stage.user("u1"), "?unread=true").at("notices").size() == 1);
    CHECK(first.post("/v1/me/inbox/read").json().at("read") == 1);
    CHECK(first.post("/v1/me/inbox/read").json().at("read") == 0);
    CHECK(inbox(stage.user("u1"), "?unread=true").at("notices").empty());
    CHECK(inbox(stage.user("u2"), "?unread=true").at("notices").size() == 1);
    CHECK(inbox(stage.user("u1")).at("notices").size() == 2);
}

TEST_CASE("an inbox is paged, and what is over is gone from it and then from the database") {
    Stage stage;
    auto merchant = merchant_of(stage);
    for (int i = 0; i < 5; ++i)
        REQUIRE(merchant.post("/v1/notices", notice(fmt::format("n{}", i), "everyone").dump()).status == 201);
    std::vector<std::string> seen;
    std::string query_string = "?limit=2";
    for (bool more = true; more;) {
        const auto page = inbox(stage.user("u1"), query_string);
        for (const auto& each : page.at("notices")) seen.push_back(each.at("title"));
        more = !page.at("cursor").is_null();
        if (more) query_string = "?limit=2&cursor=" + page.at("cursor").get<std::string>();
    }
    CHECK(seen == std::vector<std::string>{"About n4", "About n3", "About n2", "About n1", "About n0"});
    stage.user("u1").post("/v1/me/inbox/read");
    query(stage.database_url,
          "UPDATE fairdraw.notices SET created_at = now() - interval '2 days', goes_at = now() - interval '1 "
          "day'");
    CHECK(inbox(stage.user("u1")).at("notices").empty());
    wait_until("what is over to be purged", [&] {
        return stage.count("SELECT count(*) FROM fairdraw.notices") == 0 &&
               stage.count("SELECT count(*) FROM fairdraw.notices_read") == 0;
    });
}

TEST_CASE("what is no notice is refused by name, and sent by nobody else") {
    Stage stage;
    auto merchant = merchant_of(stage);
    const auto refused = [&](const std::string& member, const Json& value) {
        auto wrong = notice("wrong", "everyone");
        wrong[member] = value;
        INFO(wrong.dump());
        // The document does not allow these, either: past the contract's judge.
        const auto answer = merchant.post("/v1/notices", wrong.dump());
        return answer.code() == "INVALID_REQUEST" &&
               answer.json().at("detail").get<std::string>().starts_with(member);
    };
    CHECK(refused("notice", "With Spaces"));
    CHECK(refused("to", "nobody"));
    CHECK(refused("to", Json{{"user", "a"}, {"round", "b"}}));
    CHECK(refused("title", ""));
    CHECK(refused("title", std::string(201, 'x')));
    CHECK(refused("body", "a\tb"));
    CHECK(refused("expires", "tomorrow"));
    CHECK(refused("expires", rfc3339(now_ms() - 1000)));
    CHECK(refused("expires", rfc3339(now_ms() + 400LL * 86'400'000)));
    CHECK(merchant.post("/v1/notices", notice("r", Json{{"round", "no-such-round"}}).dump()).code() ==
          "ROUND_NOT_FOUND");
    CHECK(stage.user("u1").post("/v1/notices", notice("mine", "everyone").dump()).code() == "FORBIDDEN");
    CHECK(stage.count("SELECT count(*) FROM fairdraw.notices") == 0);
}

TEST_CASE("winners and losers of a round are told, and nobody else; one row for all of them") {
    Stage stage;
    const auto plan = plan_open_round("told", 4000);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, "told", {"entering"});
    for (int i = 0; i < 10; ++i)
        CHECK(stage.user(fmt::format("u{}", i)).post("/v1/rounds/told/entry").status == 201);
    wait_for_draw(stage.anyone, "told");
    int won = 0;
    for (int i = 0; i < 10; ++i) {
        const auto user = fmt::format("u{}", i);
        const auto notices = inbox(stage.user(user)).at("notices");
        REQUIRE(notices.size() == 1);
        CHECK(notices[0].at("kind") == "round_drawn");
        CHECK(notices[0].at("round") == "told");
        const Json result = stage.user(user).get("/v1/rounds/told/result").json();
        CHECK(notices[0].at("outcome") == result.at("status"));
        won += result.at("status") == "won";
    }
    CHECK(won > 0);
    CHECK(inbox(stage.user("somebody-else")).at("notices").empty());
    CHECK(stage.count("SELECT count(*) FROM fairdraw.notices") == 1);
}

TEST_CASE("a reminder comes once a user, template and day, whatever restarts") {
    Stage stage;
    issue_coupons(stage, "soon", "'u1','u2'", "1");
    issue_coupons(stage, "soon", "'u1'", "2");
    issue_coupons(stage, "late", "'u1'", "1");
    CHECK(inbox(stage.user("u1")).at("notices").empty());
    const std::string due =
        "UPDATE fairdraw.issue_tasks SET due_at = now() WHERE task = 'remind' AND issue_no IN "
        "(SELECT issue_no FROM fairdraw.issues JOIN fairdraw.templates USING (template_no) WHERE template_id "
        "= 'soon')";
    query(stage.database_url, due);
    wait_until("everybody to be reminded", [&] {
        return stage.count("SELECT count(*) FROM fairdraw.issue_tasks WHERE task = 'remind'") == 1;
    });
    const auto of_first = inbox(stage.user("u1")).at("notices");
    REQUIRE(of_first.size() == 1);
    CHECK(of_first[0].at("kind") == "coupons_expiring");
    CHECK(of_first[0].at("template") == "soon");
    CHECK(of_first[0].at("template_title") == "Of soon");
    CHECK(inbox(stage.user("u2")).at("notices").size() == 1);

    // The same day once more, after a restart: they know.
    CHECK(stage.server.stop().code == 0);
    stage.server.restart();
    issue_coupons(stage, "soon", "'u1'", "3");
    query(stage.database_url, due);
    wait_until("the task to be done", [&] {
        return stage.count("SELECT count(*) FROM fairdraw.issue_tasks WHERE task = 'remind'") == 1;
    });
    CHECK(inbox(stage.user("u1")).at("notices").size() == 1);
}

TEST_CASE("a large issue is reminded of in parts, each of its people once") {
    Stage stage;
    CHECK(stage.server.stop().code == 0);
    issue_coupons(stage, "many", "'u1','u2','u3','u4','u5'", "1");
    query(stage.database_url, "UPDATE fairdraw.issue_tasks SET due_at = now() WHERE task = 'remind'");
    const auto remind = [&] { return query(stage.database_url, "SELECT fairdraw.remind(2)")[0][0]; };
    const std::string tasks = "SELECT count(*) FROM fairdraw.issue_tasks WHERE task = 'remind'";
    CHECK(remind() == "2");
    // Whoever goes on, goes on behind it.
    CHECK(remind() == "2");
    CHECK(stage.count(tasks) == 1);
    CHECK(remind() == "1");
    CHECK(stage.count(tasks) == 0);
    CHECK(remind() == "null");
    CHECK(stage.count("SELECT count(DISTINCT user_id) FROM fairdraw.notices") == 5);
    CHECK(stage.count("SELECT count(*) FROM fairdraw.notices") == 5);

    // A reminder that is over stays for its day, or the same day's next one would be a second.
    query(stage.database_url,
          "UPDATE fairdraw.notices SET created_at = now() - interval '2 hours', goes_at = now() - interval "
          "'1 hour'");
    const auto forget = [&] { return stage.count("SELECT fairdraw.forget_notices(100)"); };
    CHECK(forget() == 0);
    query(stage.database_url, "UPDATE fairdraw.notices SET day = day - 1");
    CHECK(forget() == 5);
}

TEST_CASE("an inbox asks the rounds it is told of and no other, and of those the newest hundred") {
    Stage stage;
    for (const char* round : {"r1", "r2", "r3", "r4"})
        announce(stage.operator_, plan_open_round(round, 120'000));
    wait_for_state(stage.anyone, "r2", {"entering"});
    REQUIRE(stage.user("u1").post("/v1/rounds/r2/entry").status == 201);
    wait_until("the entry to stand",
               [&] { return stage.count("SELECT count(*) FROM fairdraw.entries") == 1; });
    REQUIRE(merchant_of(stage).post("/v1/notices", notice("n2", Json{{"round", "r2"}}).dump()).status == 201);
    CHECK(titles(stage.user("u1")) == std::vector<std::string>{"About n2"});
    CHECK(titles(stage.user("u2")).empty());
    // What a transaction has locked is what it had to do with; a round's partition each.
    CHECK(stage.count("SELECT count(*) FROM fairdraw.inbox('u1', NULL, false, 50);"
                      "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
                      "WHERE l.pid = pg_backend_pid() AND c.relkind = 'r' AND c.relname LIKE 'entries_%'") ==
          1);

    query(stage.database_url, R"(
        INSERT INTO fairdraw.notices (notice_id, kind, audience, round_no, title, body, goes_at)
        SELECT 'more-' || g, 'message', 'round', round_no, 'More', 'More', now() + interval '1 day'
        FROM fairdraw.rounds, generate_series(1, 100) g WHERE round_id = 'r2')");
    CHECK(stage.count("SELECT count(*) FROM fairdraw.inbox('u1', NULL, false, 1000)") == 100);
    const auto first = query_value(stage.database_url, "SELECT min(notice_no) FROM fairdraw.notices");
    CHECK(stage.user("u1").post("/v1/me/inbox/" + first + "/read").status == 200);

    // A round that was dropped has told everything.
    const auto round_no =
        query_value(stage.database_url, "SELECT round_no FROM fairdraw.rounds WHERE round_id = 'r2'");
    query(stage.database_url,
          fmt::format("ALTER TABLE fairdraw.entries DETACH PARTITION fairdraw.entries_{0}", round_no));
    query(stage.database_url, fmt::format("DROP TABLE fairdraw.entries_{0}", round_no));
    CHECK(titles(stage.user("u1")).empty());
}
