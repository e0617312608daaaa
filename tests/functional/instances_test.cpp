// Several instances on one database are one service.
#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "support/stage.hpp"

using namespace fairdraw::testing;

TEST_CASE(
    "two instances take entries for one round: one list, one close, one draw, the same answers from both") {
    Stage stage;
    ServerSettings settings;
    settings.database_url = stage.database_url;
    const FairdrawServer other(settings);
    const auto instance = [&](int i) -> const FairdrawServer& { return i % 2 == 0 ? stage.server : other; };

    const RoundPlan plan = plan_round("shared", 2500, 3000);
    announce(stage.operator_, plan);
    ApiClient elsewhere = other.anyone();
    wait_for_state(elsewhere, plan.round, {"reserving"});
    constexpr int users = 20;
    for_each_of(users, [&](int i) {
        CHECK(instance(i).user(user_name(i)).post("/v1/rounds/shared/reservation").status == 201);
    });

    // Everybody presses on both at once; who reserved on one enters on the other as well.
    wait_for_state(elsewhere, plan.round, {"entering"});
    std::atomic<int> first = 0, repeated = 0;
    std::mutex mutex;
    std::set<std::string> answers;
    for_each_of(2 * users, [&](int i) {
        const auto reply = instance(i).user(user_name(i / 2)).post("/v1/rounds/shared/entry");
        first += reply.status == 201;
        repeated += reply.status == 200;
        const auto entry = reply.json();
        const std::lock_guard lock(mutex);
        answers.insert(entry.at("tag").get<std::string>() + entry.at("received_at").get<std::string>());
    });
    CHECK(first == users);
    CHECK(repeated == users);
    CHECK(answers.size() == users);

    wait_for_draw(elsewhere, plan.round);
    CHECK(elsewhere.get("/v1/rounds/shared").json()["counts"]["winners"] == users / 5);
    for (int i = 0; i < users; ++i) {
        const auto here = stage.user(user_name(i)).get("/v1/rounds/shared/result");
        CHECK(here.body == other.user(user_name(i)).get("/v1/rounds/shared/result").body);
    }
    CHECK(stage.count("SELECT count(*) FROM fairdraw.publications") == 3);
    check_audit_passes(other, plan.round);
}
