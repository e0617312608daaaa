// What an operator does to rounds, and that each change is recorded with who made it.
#include <doctest/doctest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <set>

#include "functional/crash_points.hpp"
#include "support/postgres_cluster.hpp"
#include "support/stage.hpp"
#include "support/tokens.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

std::string disqualification(const std::string& round, const std::string& user) {
    return "/v1/rounds/" + round + "/disqualifications/" + user;
}

std::string status_of_result(const Stage& stage, const std::string& round, const std::string& user) {
    return stage.user(user).get("/v1/rounds/" + round + "/result").json()["status"];
}

RoundPlan far_away(const std::string& round, int days = 1) {
    const auto from = now_ms() + days * 86'400'000LL;
    return {round, TimeSpan{from, from + 240'000}, {from + 300'000, from + 360'000}};
}

}  // namespace

TEST_CASE("operators' routes are closed to everybody else") {
    Stage stage;
    announce(stage.operator_, far_away("mine"));
    const std::vector<std::pair<std::string, std::string>> routes{
        {"POST", "/v1/rounds"},
        {"POST", "/v1/rounds/mine/void"},
        {"PUT", disqualification("mine", "user-1")},
        {"DELETE", disqualification("mine", "user-1")},
        {"GET", "/v1/rounds/mine/statistics"},
        {"POST", "/v1/campaigns"},
        {"GET", "/v1/campaigns"},
        {"POST", "/v1/campaigns/daily/stop"}};
    ApiClient user = stage.user("user-1"),
              merchant(stage.server.url(),
                       sign_token({"m", "merchant orders operators", 60}, TestKeys::shared().jwt_secret()));
    for (const auto& [method, path] : routes) {
        INFO(method, " ", path);
        const auto body = method == "GET" ? "" : R"({"reason": "staff"})";
        CHECK(user.request(method, path, body).code() == "FORBIDDEN");
        CHECK(merchant.request(method, path, body).code() == "FORBIDDEN");
        CHECK(stage.anyone.request(method, path, body).code() == "UNAUTHENTICATED");
    }
    // The scope may stand among others.
    ApiClient both(stage.server.url(),
                   sign_token({"b", "orders operator", 60}, TestKeys::shared().jwt_secret()));
    CHECK(both.get("/v1/rounds/mine/statistics").status == 200);
    CHECK(stage.count("SELECT count(*) FROM fairdraw.actions") == 1);
}

TEST_CASE("a round announced twice is one round; another one under its id is a conflict") {
    Stage stage;
    const RoundPlan plan = far_away("twice");
    Json first = stage.operator_.post("/v1/rounds", plan.json()).json();
    CHECK(first.at("state") == "announced");
    Json again = stage.operator_.post("/v1/rounds", plan.json()).json();
    CHECK(again.at("repeated") == true);
    for (const std::string member : {"announced_at", "reserve", "enter", "quota", "draw_due_at"})
        CHECK(again[member] == first[member]);

    auto other = plan;
    other.quota = "odds 1/4 stochastic";
    CHECK(stage.operator_.post("/v1/rounds", other.json()).code() == "CONFLICT");
    other = plan;
    other.enter.to_ms += 1;
    CHECK(stage.operator_.post("/v1/rounds", other.json()).code() == "CONFLICT");
    other = plan;
    other.reserve.reset();
    CHECK(stage.operator_.post("/v1/rounds", other.json()).code() == "CONFLICT");

    const Json defaults{{"round", "defaults"}, {"reserve", nullptr}, {"enter", first.at("enter")}};
    const Json taken = stage.operator_.post("/v1/rounds", defaults.dump()).json();
    CHECK(taken.at("quota") == "odds 1/5 stochastic");
    CHECK(taken.at("beacon") == "none");
    CHECK(taken.at("reserve").is_null());
    CHECK(stage.count("SELECT count(*) FROM fairdraw.rounds") == 2);
    CHECK(stage.count("SELECT count(*) FROM fairdraw.publications") == 2);
}

TEST_CASE("two operators announce the same round at once: one announces, one repeats") {
    Stage stage;
    const auto body = far_away("race").json();
    std::atomic<int> announced = 0, repeated = 0;
    for_each_of(8, [&](int) {
        const auto reply = stage.server.operator_client().post("/v1/rounds", body);
        announced += reply.status == 201;
        repeated += reply.status == 200;
    });
    CHECK(announced == 1);
    CHECK(repeated == 7);
}

TEST_CASE("rounds are listed newest first, page by page, each once") {
    Stage stage;
    for (int day = 1; day <= 7; ++day)
        announce(stage.operator_, far_away("round-" + std::to_string(day), day));

    std::vector<std::string> seen;
    Json cursor;
    do {
        const auto query = cursor.is_null() ? "" : "&cursor=" + percent_encoded(cursor.get<std::string>());
        const Json page = stage.anyone.get("/v1/rounds?limit=3" + query).json();
        CHECK(page.at("rounds").size() <= 3);
        for (const auto& round : page.at("rounds")) seen.push_back(round.at("round"));
        cursor = page.at("cursor");
    } while (!cursor.is_null());
    CHECK(seen == std::vector<std::string>{"round-7", "round-6", "round-5", "round-4", "round-3", "round-2",
                                           "round-1"});
    CHECK(stage.anyone.get("/v1/rounds").json()["rounds"].size() == 7);
    CHECK(stage.anyone.get("/v1/rounds?limit=7").json()["cursor"].is_null());
}

TEST_CASE("disqualified until the close: in the list with the reason, out of the draw, and told so") {
    Stage stage;
    const RoundPlan plan = plan_open_round("strict", 2500);
    announce(stage.operator_, plan);
    const Json early =
        stage.operator_.put(disqualification("strict", "before"), R"({"reason": "staff"})").json();
    CHECK(early.at("user") == "before");
    CHECK(early.at("reserved") == false);
    CHECK(early.at("entered") == false);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    for (const std::string user : {"before", "after", "pardoned", "honest"}) {
        CHECK(stage.user(user).post("/v1/rounds/strict/entry").status == 201);
    }
    CHECK(
        stage.operator_.put(disqualification("strict", "after"), R"({"reason": "same_card_twice"})").status ==
        200);
    CHECK(
        stage.operator_.put(disqualification("strict", "after"), R"({"reason": "robot"})").json()["reason"] ==
        "robot");
    CHECK(stage.operator_.put(disqualification("strict", "after"), R"({"reason": "robot"})")
              .json()["entered"] == true);
    CHECK(stage.operator_.put(disqualification("strict", "absent"), R"({"reason": "staff"})").status == 200);
    CHECK(stage.operator_.put(disqualification("strict", "pardoned"), R"({"reason": "staff"})").status ==
          200);
    CHECK(stage.operator_.del(disqualification("strict", "pardoned")).json()["was_disqualified"] == true);
    CHECK(stage.operator_.del(disqualification("strict", "pardoned")).json()["was_disqualified"] == false);

    wait_for_draw(stage.anyone, plan.round);
    CHECK(status_of_result(stage, "strict", "before") == "disqualified");
    CHECK(status_of_result(stage, "strict", "after") == "disqualified");
    CHECK(status_of_result(stage, "strict", "absent") == "not_entered");
    for (const std::string user : {"pardoned", "honest"}) {
        const auto status = status_of_result(stage, "strict", user);
        CHECK((status == "won" || status == "lost"));
    }
    std::multiset<std::string> reasons;
    for (const auto& line : evidence_lines(stage.anyone, plan.round, "disqualified.txt"))
        reasons.insert(line.substr(33));
    CHECK(reasons == std::multiset<std::string>{"robot", "staff"});
    CHECK(evidence_lines(stage.anyone, plan.round, "entries.txt").size() == 2);
    CHECK(stage.anyone.get("/v1/rounds/strict").json()["counts"]["disqualified"] == 2);

    CHECK(stage.operator_.put(disqualification("strict", "honest"), R"({"reason": "staff"})").code() ==
          "CONFLICT");
    CHECK(stage.operator_.del(disqualification("strict", "after")).code() == "CONFLICT");
    check_audit_passes(stage.server, plan.round);
}

TEST_CASE("void before the close: nobody enters any more, and the evidence says why") {
    Stage stage;
    const RoundPlan plan = plan_round("called-off", 60'000, 60'000);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"reserving"});
    CHECK(stage.user("user-1").post("/v1/rounds/called-off/reservation").status == 201);

    const Json first =
        stage.operator_.post("/v1/rounds/called-off/void", R"({"reason": "the shop was down"})").json();
    CHECK(first.at("void_reason") == "the shop was down");
    const Json again = stage.operator_.post("/v1/rounds/called-off/void", R"({"reason": "another"})").json();
    CHECK(again.at("repeated") == true);
    CHECK(again.at("void_reason") == "the shop was down");
    CHECK(again.at("voided_at") == first.at("voided_at"));

    CHECK(stage.user("user-2").post("/v1/rounds/called-off/reservation").code() == "ROUND_VOID");
    CHECK(stage.user("user-1").post("/v1/rounds/called-off/reservation").status == 200);
    CHECK(stage.user("user-1").post("/v1/rounds/called-off/entry").code() == "ROUND_VOID");
    CHECK(status_of_result(stage, "called-off", "user-1") == "void");
    CHECK(stage.operator_.put(disqualification("called-off", "u"), R"({"reason": "staff"})").code() ==
          "ROUND_VOID");
    CHECK(stage.operator_.del(disqualification("called-off", "u")).code() == "ROUND_VOID");
    CHECK(stage.anyone.get("/v1/rounds/called-off/evidence/close.txt").code() == "NOT_FOUND");
    check_audit_passes(stage.server, plan.round);
}

TEST_CASE("a drawn round cannot be voided") {
    Stage stage;
    const RoundPlan plan = plan_open_round("final", 800);
    announce(stage.operator_, plan);
    wait_for_draw(stage.anyone, plan.round);
    CHECK(stage.operator_.post("/v1/rounds/final/void", R"({"reason": "I do not like it"})").code() ==
          "CONFLICT");
    CHECK(stage.anyone.get("/v1/rounds/final").json()["state"] == "drawn");
    CHECK(stage.anyone.get("/v1/rounds/final/evidence/void.txt").code() == "NOT_FOUND");
    check_audit_passes(stage.server, plan.round);
}

TEST_CASE(
    "void after the close: the secret comes out, so that anyone can compute the draw that was thrown away") {
    // A round stays closed and undrawn only when its draw is held up: here the program dies as it is about to
    // commit it.
    Stage stage(armed("draw.before_commit"));
    const RoundPlan plan = plan_open_round("thrown-away", 3000);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    for (int i = 0; i < 5; ++i)
        CHECK(stage.user(user_name(i)).post("/v1/rounds/thrown-away/entry").status == 201);
    CHECK(stage.server.wait().signal == 9);

    // The restarted one must not draw either before the operator comes.
    query(stage.database_url, "UPDATE fairdraw.rounds SET alarm = 'held by a test'");
    stage.server.restart();
    CHECK(stage.anyone.get("/v1/rounds/thrown-away").json()["state"] == "closed");
    CHECK(stage.anyone.get("/v1/rounds/thrown-away").json()["alarm"] == true);
    CHECK(stage.operator_.post("/v1/rounds/thrown-away/void", R"({"reason": "tried out"})").status == 200);
    CHECK(stage.anyone.get("/v1/rounds/thrown-away/evidence/close.txt").status == 200);
    CHECK(stage.anyone.get("/v1/rounds/thrown-away/evidence/draw.txt").code() == "NOT_FOUND");
    const auto secret =
        stage.anyone.get("/v1/rounds/thrown-away/evidence/void.txt").body.find("\nsecret none\n");
    CHECK(secret == std::string::npos);
    CHECK(status_of_result(stage, "thrown-away", user_name(0)) == "void");
    check_audit_passes(stage.server, plan.round);
}

TEST_CASE("each change by an operator is recorded with who and when, and nothing else is") {
    Stage stage;
    ApiClient ada(stage.server.url(), TestKeys::shared().operator_token("ada")),
        bob(stage.server.url(), TestKeys::shared().operator_token("bob \"the 王\""));
    announce(ada, far_away("r"));
    announce(ada, far_away("s"));
    bob.put(disqualification("r", "cheat"), R"({"reason": "robot"})");
    bob.del(disqualification("r", "cheat"));
    bob.del(disqualification("r", "cheat"));
    bob.del(disqualification("r", "nobody"));
    ada.get("/v1/rounds/r/statistics");
    bob.post("/v1/rounds/r/void", R"({"reason": "why not"})");
    bob.post("/v1/rounds/r/void", R"({"reason": "again"})");
    bob.post("/v1/rounds/nowhere/void", R"({"reason": "x"})");
    ada.post("/v1/campaigns", R"({"campaign": "weekly", "first_day": "2999-01-01"})");
    ada.post("/v1/campaigns/weekly/stop");

    const auto actions =
        query(stage.database_url,
              "SELECT actor, subject FROM fairdraw.actions WHERE acted_at BETWEEN now() - interval '1 hour' "
              "AND now() ORDER BY action_no");
    const std::string bob_id = "bob \"the 王\"";
    CHECK(actions == Rows{{"ada", "r"},
                          {"ada", "s"},
                          {bob_id, "r"},
                          {bob_id, "r"},
                          {bob_id, "r"},
                          {"ada", "weekly"},
                          {"ada", "weekly"}});
}

TEST_CASE("statistics are live") {
    Stage stage;
    const RoundPlan plan = plan_round("numbers", 2500, 60'000);
    announce(stage.operator_, plan);
    const auto numbers = [&] { return stage.operator_.get("/v1/rounds/numbers/statistics").json(); };
    CHECK(numbers()["reservations"] == 0);
    wait_for_state(stage.anyone, plan.round, {"reserving"});
    for (int i = 0; i < 3; ++i)
        CHECK(stage.user(user_name(i)).post("/v1/rounds/numbers/reservation").status == 201);
    CHECK(numbers()["reservations"] == 3);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    for (int i = 0; i < 2; ++i) stage.user(user_name(i)).post("/v1/rounds/numbers/entry");
    CHECK(numbers()["state"] == "entering");
    CHECK(numbers()["entries"] == 2);
    CHECK(numbers()["winners"] == 0);
    // What is not closed yet is not public.
    CHECK(stage.anyone.get("/v1/rounds/numbers").json()["counts"]["entries"].is_null());
}
