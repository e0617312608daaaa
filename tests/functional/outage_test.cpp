// The database goes away in the middle of the minute: what was acknowledged is not lost, what was refused
// said so.
#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "support/postgres_cluster.hpp"
#include "support/stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;

namespace {

// People who go on entering, a new user each time, until told to stop; and what they were told.
class Rush {
  public:
    Rush(const Stage& stage, std::string path) : stage_(stage), path_(std::move(path)) {
        for (int i = 0; i < presses; ++i) threads_.emplace_back([this, i] { press(i); });
    }
    ~Rush() { stop(); }

    void stop() {
        going_ = false;
        for (auto& thread : threads_) {
            if (thread.joinable()) thread.join();
        }
    }

    int acknowledged() {
        const std::lock_guard lock(mutex_);
        return static_cast<int>(tags_.size());
    }
    int refused() {
        const std::lock_guard lock(mutex_);
        return static_cast<int>(refused_.size());
    }
    std::set<std::string> tags() {
        const std::lock_guard lock(mutex_);
        return tags_;
    }
    std::vector<std::string> refused_users() {
        const std::lock_guard lock(mutex_);
        return refused_;
    }

  private:
    static constexpr int presses = 6;

    void press(int presser) {
        for (int i = 0; going_; ++i) {
            const auto user = user_name(presser) + "-" + std::to_string(i);
            const auto reply = stage_.user(user).post(path_);
            const std::lock_guard lock(mutex_);
            if (reply.status == 201) {
                tags_.insert(reply.json()["tag"]);
                continue;
            }
            CHECK(reply.code() == "UNAVAILABLE");
            CHECK(reply.header("Retry-After"));
            const auto recorded = reply.json()["recorded"];
            CHECK((recorded.is_null() || recorded == false));
            refused_.push_back(user);
        }
    }

    const Stage& stage_;
    const std::string path_;
    std::atomic<bool> going_ = true;
    std::mutex mutex_;
    std::set<std::string> tags_;
    std::vector<std::string> refused_;
    std::vector<std::thread> threads_;
};

}  // namespace

TEST_CASE("a database that crashes in the middle of the entry window and comes back") {
    PostgresCluster cluster;
    Stage stage({}, cluster);
    const RoundPlan plan = plan_open_round("outage", 10'000);
    const auto path = "/v1/rounds/outage/entry";
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});

    Rush rush(stage, path);
    wait_until("the rush to be under way", [&] { return rush.acknowledged() > 20; });
    cluster.crash();
    wait_until("refusals", [&] { return rush.refused() >= 6; });
    CHECK(stage.anyone.get("/healthz").status == 200);
    CHECK(stage.anyone.get("/readyz").status == 503);
    const int before = rush.acknowledged();
    cluster.start();
    wait_until("entries to be recorded again", [&] { return rush.acknowledged() > before + 20; });
    rush.stop();

    // Who was refused asks again, and is told what stands: recorded now, or then.
    auto acknowledged = rush.tags();
    for (const auto& user : rush.refused_users()) {
        const auto reply = stage.user(user).post(path);
        CHECK((reply.status == 200 || reply.status == 201));
        acknowledged.insert(reply.json()["tag"]);
    }
    CHECK(stage.anyone.get("/readyz").status == 200);
    wait_for_draw(stage.anyone, plan.round);
    const auto listed = evidence_lines(stage.anyone, plan.round, "entries.txt");
    CHECK(listed == std::vector<std::string>(acknowledged.begin(), acknowledged.end()));
    check_audit_passes(stage.server, plan.round);
}

TEST_CASE("a database that is away while a round ends: the round is closed and drawn when it is back") {
    PostgresCluster cluster;
    Stage stage({}, cluster);
    const RoundPlan plan = plan_open_round("asleep", 2500);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    const auto entered = stage.user("user-1").post("/v1/rounds/asleep/entry");
    CHECK(entered.status == 201);
    cluster.stop();
    wait_until("the window to be over", [&] { return now_ms() > plan.enter.to_ms + 300; });
    CHECK(stage.user("user-2").post("/v1/rounds/asleep/entry").code() == "UNAVAILABLE");
    // What was acknowledged is durable, and need not be looked up to be told again.
    const auto meanwhile = stage.user("user-1").post("/v1/rounds/asleep/entry");
    CHECK(meanwhile.status == 200);
    CHECK(meanwhile.json()["receipt"] == entered.json()["receipt"]);
    cluster.start();
    wait_until("the server to be ready", [&] { return stage.anyone.get("/readyz").status == 200; });
    wait_for_draw(stage.anyone, plan.round);
    CHECK(evidence_lines(stage.anyone, plan.round, "entries.txt").size() == 1);
    const auto again = stage.user("user-1").post("/v1/rounds/asleep/entry");
    CHECK(again.json()["received_at"] == entered.json()["received_at"]);
    check_audit_passes(stage.server, plan.round);
}
