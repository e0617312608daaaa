// Requests that are well formed and make no sense: the right refusal, which names the member, and nothing
// recorded.
#include <doctest/doctest.h>

#include <list>
#include <nlohmann/json.hpp>

#include "support/open_round.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

Json good_round() {
    const auto now = now_ms();
    const auto window = [&](int from_s, int to_s) {
        return Json{{"from", rfc3339(now + from_s * 1000)}, {"to", rfc3339(now + to_s * 1000)}};
    };
    return {{"round", "another"},
            {"reserve", window(3600, 3700)},
            {"enter", window(3800, 3900)},
            {"quota", "odds 1/5 stochastic"},
            {"beacon", "none"},
            {"template", nullptr}};
}

// `altered` replaces members of a good round.
Json round_with(const Json& altered) {
    Json round = good_round();
    round.update(altered);
    return round;
}

}  // namespace

TEST_CASE("unknown rounds") {
    OpenRound stage;
    ApiClient user = stage.user("user-1");
    for (const std::string round :
         {"nobody-knows-me", "OPEN", "open%20", "-open", "o%2Fpen", "%27%3B--", "open.",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
        INFO(round);
        const auto base = "/v1/rounds/" + round;
        CHECK(user.post(base + "/entry").code() == "ROUND_NOT_FOUND");
        CHECK(user.post(base + "/reservation").code() == "ROUND_NOT_FOUND");
        CHECK(user.get(base + "/result").code() == "ROUND_NOT_FOUND");
        CHECK(stage.anyone.get(base).code() == "ROUND_NOT_FOUND");
        CHECK(stage.anyone.get(base + "/evidence/close.txt").code() == "ROUND_NOT_FOUND");
        CHECK(stage.operator_.get(base + "/statistics").code() == "ROUND_NOT_FOUND");
        CHECK(stage.operator_.post(base + "/void", R"({"reason": "gone"})").code() == "ROUND_NOT_FOUND");
        CHECK(stage.operator_.put(base + "/disqualifications/u", R"({"reason": "staff"})").code() ==
              "ROUND_NOT_FOUND");
        CHECK(stage.operator_.del(base + "/disqualifications/u").code() == "ROUND_NOT_FOUND");
    }
    stage.check_unharmed();
}

TEST_CASE("rounds that cannot be announced: the refusal names the member") {
    OpenRound stage;
    const auto now = now_ms();
    const auto at = [&](std::int64_t s) { return rfc3339(now + s * 1000); };
    const Json nothing = Json::object();
    const std::list<std::pair<const char*, Json>> cases{
        {"enter", {{"enter", {{"from", at(3900)}, {"to", at(3800)}}}}},  // backwards
        {"enter", {{"enter", {{"from", "9999-12-01T00:00:00Z"}, {"to", "9999-12-31T23:59:59Z"}}}}},
        {"enter", {{"enter", {{"from", at(3800)}, {"to", at(3800)}}}}},                     // empty
        {"reserve", {{"reserve", {{"from", at(3700)}, {"to", at(3600)}}}}},                 // backwards
        {"reserve", {{"reserve", {{"from", at(3600)}, {"to", at(3850)}}}}},                 // overlap
        {"reserve", {{"reserve", {{"from", at(-10)}, {"to", at(3700)}}}}},                  // begun already
        {"enter", {{"reserve", nullptr}, {"enter", {{"from", at(-10)}, {"to", at(60)}}}}},  // begun already
        {"enter", {{"reserve", nullptr}, {"enter", {{"from", at(-7200)}, {"to", at(-3600)}}}}},  // over
        {"from", {{"enter", {{"from", "tomorrow"}, {"to", at(3900)}}}}},
        {"from", {{"enter", {{"from", "2026-02-30T00:00:00.000Z"}, {"to", at(3900)}}}}},
        {"enter", {{"enter", {{"from", "9998-01-01T00:00:00.000Z"}, {"to", "9999-12-31T23:59:59.999Z"}}}}},
        {"enter", {{"enter", {{"from", at(3800)}, {"to", at(3801 + 366 * 86'400)}}}}},  // longer than a year
        {"enter", {{"enter", {{"from", at(3800)}}}}},
        {"enter", {{"enter", {{"from", at(3800)}, {"to", at(3900)}, {"until", at(4000)}}}}},
        {"enter", {{"enter", nullptr}}},
        {"enter", {{"enter", 5}}},
        {"from", {{"enter", {{"from", 1}, {"to", 2}}}}},
        {"reserve", {{"reserve", "none"}}},
        {"quota", {{"quota", "odds 0/5 stochastic"}}},
        {"quota", {{"quota", "odds 6/5 stochastic"}}},
        {"quota", {{"quota", "odds 1/0 stochastic"}}},
        {"quota", {{"quota", "odds 1/5"}}},
        {"quota", {{"quota", "odds 01/5 floor"}}},
        {"quota", {{"quota", "odds 1/1000001 floor"}}},
        {"quota", {{"quota", "odds -1/5 floor"}}},
        {"quota", {{"quota", "odds 1/99999999999999999999999 floor"}}},
        {"quota", {{"quota", "count -1"}}},
        {"quota", {{"quota", "count 99999999999999999999"}}},
        {"quota", {{"quota", "20%"}}},
        {"quota", {{"quota", 0.2}}},
        {"quota", {{"quota", ""}}},
        {"quota", {{"quota", "odds 1/5 stochastic\nsecret-commitment 00"}}},
        {"beacon", {{"beacon", "drand"}}},
        {"beacon", {{"beacon", 1}}},
        {"template", {{"template", "ten-percent"}}},
        {"round", {{"round", ""}}},
        {"round", {{"round", "UPPER"}}},
        {"round", {{"round", "-a"}}},
        {"round", {{"round", std::string(65, 'a')}}},
        {"round", {{"round", "a\nb"}}},
        {"round", {{"round", 1e300}}},
        {"round", {{"round", nullptr}}},
        {"wish", {{"wish", 1}}},
    };
    for (const auto& [member, altered] : cases) {
        INFO(altered.dump());
        const auto reply = stage.operator_.post("/v1/rounds", round_with(altered).dump());
        CHECK(reply.code() == "INVALID_REQUEST");
        CHECK(reply.json().value("detail", "").find(member) != std::string::npos);
    }
    for (const std::string member : {"round", "reserve", "enter"}) {
        INFO(member);
        Json round = good_round();
        round.erase(member);
        const auto reply = stage.operator_.post("/v1/rounds", round.dump());
        CHECK(reply.code() == "INVALID_REQUEST");
        CHECK(reply.json().value("detail", "").find(member) != std::string::npos);
    }
    stage.check_unharmed();
    // As long as it may be, and what they were all altered from.
    const Json longest{{"round", "longest"},
                       {"reserve", {{"from", at(354 * 86'400)}, {"to", at(720 * 86'400)}}},
                       {"enter", {{"from", at(720 * 86'400)}, {"to", at(1086 * 86'400)}}}};
    CHECK(stage.operator_.post("/v1/rounds", longest.dump()).status == 201);
    CHECK(stage.operator_.post("/v1/rounds", good_round().dump()).status == 201);
}

TEST_CASE("campaigns that cannot be created: the refusal names the member") {
    OpenRound stage;
    const std::list<std::pair<const char*, Json>> cases{
        {"campaign", {{"campaign", ""}}},
        {"campaign", {{"campaign", "Daily"}}},
        {"campaign", {{"campaign", std::string(54, 'a')}}},
        {"time_zone", {{"time_zone", "Asia/Atlantis"}}},
        {"time_zone", {{"time_zone", ""}}},
        {"time_zone", {{"time_zone", 8}}},
        {"starts_at", {{"starts_at", "24:00"}}},
        {"starts_at", {{"starts_at", "23:60"}}},
        {"starts_at", {{"starts_at", "11pm"}}},
        {"reserve", {{"reserve", {{"opens_before_s", 60}, {"closes_before_s", 300}}}}},
        {"reserve", {{"reserve", {{"opens_before_s", 60}, {"closes_before_s", 60}}}}},
        {"closes_before_s", {{"reserve", {{"opens_before_s", 300}, {"closes_before_s", -1}}}}},
        {"reserve", {{"reserve", {{"opens_before_s", 300}}}}},
        {"opens_before_s", {{"reserve", {{"opens_before_s", 1e18}, {"closes_before_s", 60}}}}},
        {"enter_for_s", {{"enter_for_s", 0}}},
        {"enter_for_s", {{"enter_for_s", -60}}},
        {"enter_for_s", {{"enter_for_s", 1.5}}},
        {"enter_for_s", {{"enter_for_s", "60"}}},
        {"enter_for_s", {{"enter_for_s", 4294967356}}},
        {"quota", {{"quota", "odds 0/5 stochastic"}}},
        {"beacon", {{"beacon", "drand"}}},
        {"first_day", {{"first_day", "2026-02-30"}}},
        {"first_day", {{"first_day", "today"}}},
        {"last_day", {{"first_day", "2027-01-02"}, {"last_day", "2027-01-01"}}},
        {"last_day", {{"first_day", "2025-01-01"}, {"last_day", "2025-01-02"}}},
        {"wish", {{"wish", true}}},
    };
    for (const auto& [member, altered] : cases) {
        Json campaign{{"campaign", "daily"}};
        campaign.update(altered);
        INFO(campaign.dump());
        const auto reply = stage.operator_.post("/v1/campaigns", campaign.dump());
        CHECK(reply.code() == "INVALID_REQUEST");
        CHECK(reply.json().value("detail", "").find(member) != std::string::npos);
    }
    CHECK(stage.operator_.post("/v1/campaigns", R"({"time_zone": "Asia/Taipei"})").code() ==
          "INVALID_REQUEST");
    CHECK(stage.count("SELECT count(*) FROM fairdraw.campaigns") == 0);
    stage.check_unharmed();
}

TEST_CASE("reasons, cursors and limits that make no sense") {
    OpenRound stage;
    for (const std::string reason : {R"("")", R"("two\nlines")", R"("a\u0000b")", "7", "null"}) {
        INFO(reason);
        const auto body = "{\"reason\": " + reason + "}";
        CHECK(stage.operator_.post("/v1/rounds/open/void", body).code() == "INVALID_REQUEST");
        CHECK(stage.operator_.put("/v1/rounds/open/disqualifications/u", body).code() == "INVALID_REQUEST");
    }
    for (const std::string reason : {"Staff", "staff member", "staff1", "<b>"}) {
        const auto body = Json{{"reason", reason}}.dump();
        CHECK(stage.operator_.put("/v1/rounds/open/disqualifications/u", body).code() == "INVALID_REQUEST");
    }
    for (const std::string user : {"a%00b", "%ff", "a%0ab", "a%2"}) {
        INFO(user);
        const auto path = "/v1/rounds/open/disqualifications/" + user;
        CHECK(stage.operator_.put(path, R"({"reason": "staff"})").code() == "INVALID_REQUEST");
        CHECK(stage.operator_.del(path).code() == "INVALID_REQUEST");
    }
    const auto too_long = "/v1/rounds/open/disqualifications/" + std::string(256, 'u');
    CHECK(stage.operator_.put(too_long, R"({"reason": "staff"})").code() == "INVALID_REQUEST");
    CHECK(stage.operator_.del(too_long).code() == "INVALID_REQUEST");
    for (const std::string limit : {"0", "101", "-1", "x", "99999999999999999999", "", "1.5"}) {
        INFO(limit);
        CHECK(stage.anyone.get("/v1/rounds?limit=" + limit).code() == "INVALID_REQUEST");
        CHECK(stage.operator_.get("/v1/campaigns?limit=" + limit).code() == "INVALID_REQUEST");
    }
    for (const std::string cursor : {"nonsense", "%00", "'%20OR%201=1", "1.99999999999999999999",
                                     "9223372036854775807.1", "-9223372036854775808.1"}) {
        INFO(cursor);
        CHECK(stage.anyone.get("/v1/rounds?cursor=" + cursor).code() == "INVALID_REQUEST");
    }
    CHECK(stage.count("SELECT count(*) FROM fairdraw.disqualifications") == 0);
    stage.check_unharmed();
}

TEST_CASE("user ids of every kind that is allowed take part in a whole round") {
    Stage stage;
    const RoundPlan plan = plan_open_round("names", 2500);
    announce(stage.operator_, plan);
    const std::vector<std::string> users{R"(O'Brien "the \ user"; DROP TABLE rounds;--)",
                                         "王小明",
                                         "ünï cödé",
                                         "🎟️",
                                         "a/b?c=d&e#f%20",
                                         "..",
                                         ".",
                                         "{}",
                                         "NULL",
                                         std::string(255, 'u'),
                                         "\xe7\x8e\x8b" + std::string(252, 'w'),
                                         " leading and trailing ",
                                         "a,b",
                                         "{\"a\",b}",
                                         "\\x00"};
    wait_for_state(stage.anyone, plan.round, {"entering"});
    for (const auto& user : users) {
        INFO(user);
        const auto entered = stage.user(user).post("/v1/rounds/names/entry");
        CHECK(entered.status == 201);
        const auto again = stage.user(user).post("/v1/rounds/names/entry");
        CHECK(again.status == 200);
        const auto path = "/v1/rounds/names/disqualifications/" + percent_encoded(user);
        const auto out = stage.operator_.put(path, R"({"reason": "staff"})");
        CHECK(out.status == 200);
        CHECK(out.json()["user"] == user);
    }
    CHECK(stage.operator_.del("/v1/rounds/names/disqualifications/" + percent_encoded(users[0]))
              .json()["was_disqualified"] == true);

    wait_for_draw(stage.anyone, plan.round);
    CHECK(evidence_lines(stage.anyone, plan.round, "disqualified.txt").size() == users.size() - 1);
    CHECK(evidence_lines(stage.anyone, plan.round, "entries.txt").size() == 1);
    for (const auto& user : users) {
        INFO(user);
        const std::string status = stage.user(user).get("/v1/rounds/names/result").json()["status"];
        CHECK((status == "disqualified") == (user != users[0]));
    }
    check_audit_passes(stage.server, plan.round);
}
