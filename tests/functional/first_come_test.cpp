// First come, first served: whoever asks in the window gets a coupon at once, while the stock lasts.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "support/made_template.hpp"
#include "support/stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

Json plan_rush(int stock, int enter_for_ms) {
    const auto opens = plan_open_round("rush", enter_for_ms).enter;
    return {{"kind", "first_come"},
            {"round", "rush"},
            {"enter", {{"from", rfc3339(opens.from_ms)}, {"to", rfc3339(opens.to_ms)}}},
            {"stock", stock},
            {"template", "spend-100"}};
}

Json announce_rush(Stage& stage, const Json& plan) {
    const auto reply = stage.operator_.post("/v1/rounds", plan.dump());
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    return reply.json();
}

// What each was told in the end.
struct Told {
    std::map<std::string, std::string> codes;  // by user
    int first = 0, repeated = 0, sold_out = 0;
};

Told everybody_grabs(const std::vector<const FairdrawServer*>& instances, int users, int presses) {
    Told told;
    std::mutex mutex;
    for_each_of(users * presses, [&](int i) {
        const auto user = user_name(i % users);
        const auto& instance = *instances.at(static_cast<std::size_t>(i) % instances.size());
        const auto reply = instance.user(user).post("/v1/rounds/rush/entry");
        const std::lock_guard lock(mutex);
        told.first += reply.status == 201;
        told.repeated += reply.status == 200;
        told.sold_out += reply.code() == "SOLD_OUT";
        if (reply.status > 201) return;
        const std::string code = reply.json()["coupon"]["code"];
        CHECK(told.codes.emplace(user, code).first->second == code);
    });
    return told;
}

}  // namespace

TEST_CASE("a crowd on a small stock, at two instances: each coupon to one, and everybody told at once") {
    Stage stage;
    make_template(stage.database_url, {});
    ServerSettings settings;
    settings.database_url = stage.database_url;
    const FairdrawServer other(settings);

    const auto plan = plan_rush(7, 600'000);
    const auto announced = announce_rush(stage, plan);
    CHECK(announced["kind"] == "first_come");
    CHECK(announced["stock"] == 7);
    CHECK(announced["remaining"] == 7);
    CHECK(announced["state"] == "announced");
    CHECK(stage.user("early").post("/v1/rounds/rush/entry").code() == "NOT_IN_ACTIVE_TIME");
    CHECK(stage.operator_.post("/v1/rounds", plan.dump()).json()["repeated"] == true);

    wait_for_state(stage.anyone, "rush", {"entering"});
    constexpr int users = 60, presses = 3;
    const auto told = everybody_grabs({&stage.server, &other}, users, presses);
    CHECK(told.first == 7);
    CHECK(told.codes.size() == 7);
    CHECK(told.first + told.repeated == 7 * presses);
    CHECK(told.sold_out == (users - 7) * presses);
    CHECK(stage.count("SELECT count(DISTINCT user_id) FROM fairdraw.coupons WHERE cause LIKE 'round %'") ==
          7);
    std::set<std::string> codes;
    for (const auto& [user, code] : told.codes) codes.insert(code);
    CHECK(codes.size() == 7);

    const auto shown = stage.anyone.get("/v1/rounds/rush").json();
    CHECK(shown["remaining"] == 0);
    CHECK(stage.anyone.get("/v1/rounds").json()["rounds"][0]["remaining"] == 0);
    for (const char* file : {"operator.vkey", "announcement.txt", "entries.txt", "close.proof"})
        CHECK(stage.anyone.get(std::string("/v1/rounds/rush/evidence/") + file).code() == "NOT_FOUND");
    const auto numbers = stage.operator_.get("/v1/rounds/rush/statistics").json();
    CHECK(numbers["entries"] == 7);
    CHECK(numbers["coupons"] == 7);

    const auto& [holder, code] = *told.codes.begin();
    const auto won = stage.user(holder).get("/v1/rounds/rush/result").json();
    CHECK(won["status"] == "won");
    CHECK(won["coupon"]["code"] == code);
    CHECK(won["coupon"]["template"] == "spend-100");
    CHECK(stage.user("nobody").get("/v1/rounds/rush/result").json()["status"] == "not_entered");
    CHECK(stage.user("nobody").post("/v1/rounds/rush/reservation").code() == "NOT_IN_ACTIVE_TIME");
    CHECK(stage.operator_.put("/v1/rounds/rush/disqualifications/nobody", R"({"reason": "robot"})").code() ==
          "CONFLICT");
}

TEST_CASE("once all is gone, everybody is answered without the database") {
    PostgresCluster cluster;
    Stage stage({}, cluster);
    make_template(stage.database_url, {});
    announce_rush(stage, plan_rush(2, 600'000));
    wait_for_state(stage.anyone, "rush", {"entering"});
    const auto told = everybody_grabs({&stage.server}, 4, 1);
    CHECK(told.codes.size() == 2);
    // The first to ask after that has it looked up.
    CHECK(stage.user("late").post("/v1/rounds/rush/entry").code() == "SOLD_OUT");

    cluster.stop();
    for (int i = 0; i < 4; ++i) {
        const auto reply = stage.user(user_name(i)).post("/v1/rounds/rush/entry");
        const auto had = told.codes.find(user_name(i));
        if (had == told.codes.end()) {
            CHECK(reply.code() == "SOLD_OUT");
        } else {
            CHECK(reply.status == 200);
            CHECK(reply.json()["coupon"]["code"] == had->second);
            CHECK(reply.json()["remaining"] == 0);
        }
    }
    cluster.start();
}

TEST_CASE("it ends by the clock; who got one is told again, and nothing is ever drawn") {
    Stage stage;
    make_template(stage.database_url, {.per_user = 1});
    announce_rush(stage, plan_rush(5, 1500));
    wait_for_state(stage.anyone, "rush", {"entering"});
    const auto first = stage.user("ann").post("/v1/rounds/rush/entry");
    REQUIRE(first.status == 201);
    CHECK(first.json()["remaining"] == 4);

    wait_for_state(stage.anyone, "rush", {"closed"});
    CHECK(stage.user("bob").post("/v1/rounds/rush/entry").code() == "NOT_IN_ACTIVE_TIME");
    const auto again = stage.user("ann").post("/v1/rounds/rush/entry");
    CHECK(again.status == 200);
    CHECK(again.json()["coupon"] == first.json()["coupon"]);
    // A draw that comes after it goes its way.
    const auto plan = plan_open_round("drawn", 1000);
    announce(stage.operator_, plan);
    wait_for_draw(stage.anyone, "drawn");
    CHECK(stage.anyone.get("/v1/rounds/rush").json()["state"] == "closed");
    CHECK(stage.anyone.get("/v1/rounds/rush").json()["alarm"] == false);
    CHECK(stage.server.log().find("step_failed") == std::string::npos);
}

TEST_CASE("a void round gives no more; what it gave stays given") {
    Stage stage;
    make_template(stage.database_url, {});
    announce_rush(stage, plan_rush(5, 600'000));
    wait_for_state(stage.anyone, "rush", {"entering"});
    const auto first = stage.user("ann").post("/v1/rounds/rush/entry");
    REQUIRE(first.status == 201);
    const auto voided = stage.operator_.post("/v1/rounds/rush/void", R"({"reason": "a wrong template"})");
    CHECK(voided.json()["state"] == "void");
    CHECK(voided.json()["remaining"] == 4);
    CHECK(stage.user("bob").post("/v1/rounds/rush/entry").code() == "ROUND_VOID");
    CHECK(stage.user("ann").post("/v1/rounds/rush/entry").json()["coupon"] == first.json()["coupon"]);
    CHECK(stage.user("ann").get("/v1/rounds/rush/result").json()["status"] == "won");
    CHECK(stage.user("bob").get("/v1/rounds/rush/result").json()["status"] == "void");
    CHECK(stage.operator_.post("/v1/rounds/rush/void", R"({"reason": "again"})").json()["repeated"] == true);
    CHECK(stage.count("SELECT count(*) FROM fairdraw.publications") == 0);
}

TEST_CASE("a round that is void after all was gone says so within seconds") {
    Stage stage;
    make_template(stage.database_url, {});
    announce_rush(stage, plan_rush(1, 600'000));
    wait_for_state(stage.anyone, "rush", {"entering"});
    CHECK(stage.user("ann").post("/v1/rounds/rush/entry").status == 201);
    for (const char* late : {"bob", "carol"})
        CHECK(stage.user(late).post("/v1/rounds/rush/entry").code() == "SOLD_OUT");
    REQUIRE(stage.operator_.post("/v1/rounds/rush/void", R"({"reason": "a mistake"})").status == 200);
    int asked = 0;
    wait_until("it to be noticed", [&] {
        const auto code = stage.user(fmt::format("late-{}", asked++)).post("/v1/rounds/rush/entry").code();
        if (code != "ROUND_VOID") CHECK(code == "SOLD_OUT");
        return code == "ROUND_VOID";
    });
    CHECK(stage.user("ann").post("/v1/rounds/rush/entry").status == 200);
}

TEST_CASE("who got something of a round is who is told what is told to the round") {
    Stage stage;
    make_template(stage.database_url, {});
    announce_rush(stage, plan_rush(1, 600'000));
    wait_for_state(stage.anyone, "rush", {"entering"});
    CHECK(stage.user("ann").post("/v1/rounds/rush/entry").status == 201);
    CHECK(stage.user("bob").post("/v1/rounds/rush/entry").code() == "SOLD_OUT");
    const Json notice{{"notice", "thanks"},
                      {"to", {{"round", "rush"}}},
                      {"title", "Thanks"},
                      {"body", "Come again"},
                      {"expires", rfc3339(now_ms() + 600'000)}};
    REQUIRE(stage.operator_.post("/v1/notices", notice.dump()).status == 201);
    CHECK(stage.user("ann").get("/v1/me/inbox").json()["notices"].size() == 1);
    CHECK(stage.user("bob").get("/v1/me/inbox").json()["notices"].empty());
}

TEST_CASE("only whom the template is for") {
    Stage stage;
    const auto listed = make_template(stage.database_url, {.audience = "users"});
    query(stage.database_url,
          fmt::format("INSERT INTO fairdraw.template_audience VALUES ({}, 'ann')", listed));
    make_template(stage.database_url, {.id = "vip", .audience = "segment", .segment = "vip"});
    announce_rush(stage, plan_rush(5, 600'000));
    auto vip = plan_rush(5, 600'000);
    vip.update({{"round", "vips"}, {"template", "vip"}});
    announce_rush(stage, vip);
    wait_for_state(stage.anyone, "vips", {"entering"});
    CHECK(stage.user("ann").post("/v1/rounds/rush/entry").status == 201);
    CHECK(stage.user("bob").post("/v1/rounds/rush/entry").code() == "FORBIDDEN");
    CHECK(stage.user("bob").post("/v1/rounds/vips/entry").code() == "FORBIDDEN");
    CHECK(stage.count("SELECT count(*) FROM fairdraw.coupons") == 1);
}

TEST_CASE("who presses too often is told to wait, and what they got all the same") {
    ServerSettings settings;
    settings.arguments = {"--rate-limit-user", "3/3600s"};
    Stage stage(settings);
    make_template(stage.database_url, {.per_user = 1});
    announce_rush(stage, plan_rush(5, 600'000));
    wait_for_state(stage.anyone, "rush", {"entering"});
    const auto first = stage.user("ann").post("/v1/rounds/rush/entry");
    REQUIRE(first.status == 201);
    for (int i = 0; i < 6; ++i) {
        const auto again = stage.user("ann").post("/v1/rounds/rush/entry");
        CHECK(again.status == 200);
        CHECK(again.json()["coupon"] == first.json()["coupon"]);
    }
    // Of the template bob has one already, so that each of his presses would cost a look.
    CHECK(stage.user("bob").post("/v1/templates/spend-100/claims").status == 201);
    for (int i = 0; i < 2; ++i) CHECK(stage.user("bob").post("/v1/rounds/rush/entry").code() == "CONFLICT");
    const auto refused = stage.user("bob").post("/v1/rounds/rush/entry");
    CHECK(refused.status == 429);
    CHECK(refused.json()["recorded"] == false);
}

TEST_CASE("a user's limit of the template counts in rounds, too") {
    Stage stage;
    make_template(stage.database_url, {.per_user = 1});
    announce_rush(stage, plan_rush(5, 600'000));
    wait_for_state(stage.anyone, "rush", {"entering"});
    CHECK(stage.user("ann").post("/v1/templates/spend-100/claims").status == 201);
    CHECK(stage.user("ann").post("/v1/rounds/rush/entry").code() == "CONFLICT");
    CHECK(stage.user("bob").post("/v1/rounds/rush/entry").status == 201);
}
