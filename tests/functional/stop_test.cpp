// SIGTERM in the middle of the rush: what is in flight is answered, and what was acknowledged is there.
#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "support/postgres_cluster.hpp"
#include "support/stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;

TEST_CASE("a graceful stop loses nothing that was acknowledged, and the next start goes on") {
    Stage stage;
    const RoundPlan plan = plan_open_round("handover", 5000);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});

    std::mutex mutex;
    std::set<std::string> tags;
    std::atomic<int> answered = 0;
    constexpr int crowd = 1000, before_the_stop = 200;
    // Each has a connection of their own; they go on until the door is closed.
    for_each_of(
        crowd,
        [&](int i) {
            if (i == before_the_stop) stage.server.kill(SIGTERM);
            try {
                const auto reply = stage.user(user_name(i)).post("/v1/rounds/handover/entry");
                CHECK((reply.status == 201 || reply.status == 503));
                ++answered;
                if (reply.status != 201) return;
                const std::lock_guard lock(mutex);
                tags.insert(reply.json()["tag"]);
            } catch (const NoAnswer&) {
                // Refused at the door, or never read.
            }
        },
        32);
    CHECK(stage.server.wait() == ExitStatus{0, 0});
    CHECK(tags.size() > before_the_stop / 2);
    CHECK(answered < crowd);

    const auto recorded = query(stage.database_url, "SELECT encode(tag, 'hex') FROM fairdraw.entries");
    std::set<std::string> there;
    for (const auto& row : recorded) there.insert(row[0]);
    for (const auto& tag : tags) CHECK(there.count(tag) == 1);

    stage.server.restart();
    CHECK(stage.user(user_name(0)).post("/v1/rounds/handover/entry").status == 200);
    wait_for_draw(stage.anyone, plan.round);
    check_audit_passes(stage.server, plan.round);
}

TEST_CASE("what is being recorded when the stop comes is recorded and answered") {
    Stage stage;
    const RoundPlan plan = plan_open_round("waiting", 60'000);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    auto lock = std::make_unique<OpenTransaction>(stage.database_url, "LOCK TABLE fairdraw.entries");
    auto answer =
        std::async(std::launch::async, [&] { return stage.user("user-1").post("/v1/rounds/waiting/entry"); });
    lock->wait_for_somebody();
    stage.server.kill(SIGTERM);
    wait_until("the door to be closed", [&] {
        try {
            stage.server.anyone().get("/healthz");
            return false;
        } catch (const NoAnswer&) {
            return true;
        }
    });
    CHECK(stage.server.running());
    lock.reset();
    CHECK(answer.get().status == 201);
    CHECK(stage.server.wait() == ExitStatus{0, 0});
    CHECK(stage.count("SELECT count(*) FROM fairdraw.entries") == 1);
}

TEST_CASE("an idle connection does not hold a stop up") {
    Stage stage;
    ApiClient idle = stage.user("user-1");
    CHECK(idle.get("/healthz").status == 200);  // and the connection stays open
    CHECK(stage.server.stop() == ExitStatus{0, 0});
    CHECK_THROWS_AS(idle.get("/healthz"), NoAnswer);
}
