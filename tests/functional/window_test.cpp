// The edges of the entry window: who is in, who is not, and that the close waits for who is on the way in.
#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "support/stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;

namespace {

// How far this process's clock and the server's picture of PostgreSQL's may differ.
constexpr int clock_slack_ms = 100;

}  // namespace

TEST_CASE("windows are half-open: who presses as they open and end is judged by the time of arrival alone") {
    Stage stage;
    const RoundPlan plan = plan_open_round("edges", 1000);
    announce(stage.operator_, plan);

    // Each of them tries again and again, a new user each time, from before the window opens until after it
    // has ended.
    std::mutex mutex;
    std::set<std::string> acknowledged;
    for_each_of(8, [&](int presser) {
        for (int attempt = 0; now_ms() < plan.enter.to_ms + 100; ++attempt) {
            const auto sent_ms = now_ms();
            const auto reply =
                stage.user(user_name(presser) + "-" + std::to_string(attempt)).post("/v1/rounds/edges/entry");
            if (reply.status == 201) {
                const auto received_ms = parse_rfc3339(reply.json()["received_at"]);
                CHECK(received_ms >= plan.enter.from_ms);
                CHECK(received_ms < plan.enter.to_ms);
                const std::lock_guard lock(mutex);
                acknowledged.insert(reply.json()["tag"]);
            } else {
                CHECK(reply.code() == "NOT_IN_ACTIVE_TIME");
                CHECK(reply.json()["recorded"] == false);
                const std::string detail = reply.json()["detail"];
                if (detail != "the round was closed before this could be recorded") {
                    const auto came_ms = parse_rfc3339(detail.substr(detail.rfind(' ') + 1));
                    CHECK(detail.starts_with(came_ms < plan.enter.from_ms ? "too early: " : "too late: "));
                    CHECK((came_ms < plan.enter.from_ms || came_ms >= plan.enter.to_ms));
                }
                CHECK((sent_ms < plan.enter.from_ms + clock_slack_ms || now_ms() >= plan.enter.to_ms));
            }
        }
    });

    wait_for_draw(stage.anyone, plan.round);
    const auto listed = evidence_lines(stage.anyone, plan.round, "entries.txt");
    CHECK(listed == std::vector<std::string>(acknowledged.begin(), acknowledged.end()));
    check_audit_passes(stage.server, plan.round);
}

TEST_CASE("the close waits for an entry that is being recorded, and it is in the list") {
    Stage stage;
    const RoundPlan plan = plan_open_round("late", 2500);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});

    // Somebody else is about to record the same user: the program's own transaction waits for what becomes of
    // that, with the round already held open.
    auto rival = std::make_unique<OpenTransaction>(
        stage.database_url,
        "INSERT INTO fairdraw.entries (round_no, user_id, tag, received_at) "
        "SELECT round_no, 'user-1', decode(repeat('00', 16), 'hex'), now() FROM fairdraw.rounds");
    auto answer =
        std::async(std::launch::async, [&] { return stage.user("user-1").post("/v1/rounds/late/entry"); });
    rival->wait_for_somebody();
    // Beyond the end of the window and of the grace after it.
    wait_until("the window to be over", [&] { return now_ms() > plan.enter.to_ms + 700; });
    CHECK(stage.anyone.get("/v1/rounds/late").json()["state"] == "closing");
    CHECK(stage.anyone.get("/v1/rounds/late/evidence/entries.txt").status == 404);
    rival.reset();

    const auto entered = answer.get();
    REQUIRE(entered.status == 201);
    CHECK(parse_rfc3339(entered.json()["received_at"]) < plan.enter.to_ms);
    wait_for_draw(stage.anyone, plan.round);
    const std::string tag = entered.json()["tag"];
    CHECK(evidence_lines(stage.anyone, plan.round, "entries.txt") == std::vector{tag});
    check_audit_passes(stage.server, plan.round);
}

TEST_CASE("an entry that comes to be recorded only after the close is refused, and not in the list") {
    Stage stage;
    const RoundPlan plan = plan_open_round("too-late", 2500);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});

    // Another instance's fence, which was first: the entry waits for it, and then it is too late.
    OpenTransaction fence(stage.database_url,
                          "SELECT pg_advisory_xact_lock(fairdraw.fence(), round_no) FROM fairdraw.rounds");
    auto answer = std::async(std::launch::async,
                             [&] { return stage.user("user-1").post("/v1/rounds/too-late/entry"); });
    fence.wait_for_somebody();
    wait_until("the window to be over", [&] { return now_ms() > plan.enter.to_ms + 100; });
    fence.commit("UPDATE fairdraw.rounds SET state = 'closing'");

    const auto refused = answer.get();
    CHECK(refused.code() == "NOT_IN_ACTIVE_TIME");
    CHECK(refused.json()["recorded"] == false);
    wait_for_draw(stage.anyone, plan.round);
    CHECK(evidence_lines(stage.anyone, plan.round, "entries.txt").empty());
    CHECK(stage.user("user-1").get("/v1/rounds/too-late/result").json()["status"] == "not_entered");
    check_audit_passes(stage.server, plan.round);
}
