// Rounds that recur: announced ahead by the server itself, in a named time zone.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "support/stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

std::vector<Json> rounds_of(ApiClient& client, const std::string& campaign) {
    std::vector<Json> rounds;
    const Json page = client.get("/v1/rounds?limit=100").json();
    for (const auto& round : page.at("rounds")) {
        if (round.at("campaign") == campaign) rounds.push_back(round);
    }
    return rounds;
}

std::string time_of_day(std::int64_t unix_ms) {
    return rfc3339(unix_ms).substr(11, 8);
}
std::string day_of(std::int64_t unix_ms) {
    return rfc3339(unix_ms).substr(0, 10);
}

}  // namespace

TEST_CASE("a campaign with all its defaults is the shop's evening: 23:00 in Taipei") {
    Stage stage;
    const Json campaign = stage.operator_.post("/v1/campaigns", R"({"campaign": "daily"})").json();
    CHECK(campaign.at("time_zone") == "Asia/Taipei");
    CHECK(campaign.at("starts_at") == "23:00:00");
    CHECK(campaign.at("reserve") == Json{{"opens_before_s", 300}, {"closes_before_s", 60}});
    CHECK(campaign.at("enter_for_s") == 60);
    CHECK(campaign.at("quota") == "odds 1/5 stochastic");
    CHECK(campaign.at("stopped_at").is_null());
    const Json next = campaign.at("next");
    CHECK(parse_rfc3339(next.at("enter").at("from")) > now_ms());

    wait_until("its first round to be announced", [&] { return !rounds_of(stage.anyone, "daily").empty(); });
    for (const auto& round : rounds_of(stage.anyone, "daily")) {
        INFO(round.dump());
        const std::string day = round.at("round").get<std::string>().substr(6);  // after "daily-"
        CHECK(round.at("reserve") == Json{{"from", day + "T14:55:00.000Z"}, {"to", day + "T14:59:00.000Z"}});
        CHECK(round.at("enter") == Json{{"from", day + "T15:00:00.000Z"}, {"to", day + "T15:01:00.000Z"}});
        CHECK(round.at("quota") == "odds 1/5 stochastic");
        CHECK(parse_rfc3339(round.at("enter").at("from")) < now_ms() + 49 * 3'600'000LL);
        CHECK(stage.anyone.get(fmt::format("/v1/rounds/daily-{}/evidence/announcement.txt", day)).status ==
              200);
    }
    const Json said = stage.anyone.get("/v1/rounds/" + next.at("round").get<std::string>()).json();
    CHECK(said.at("reserve") == next.at("reserve"));
    CHECK(said.at("enter") == next.at("enter"));
    CHECK(rounds_of(stage.anyone, "daily").size() >= 1);
    CHECK(rounds_of(stage.anyone, "daily").size() <= 3);
}

TEST_CASE("created twice is once; another content is a conflict; a stopped one announces nothing more") {
    Stage stage;
    const std::string body =
        R"({"campaign": "weekly", "starts_at": "12:30", "reserve": null, "first_day": "2999-01-01"})";
    const Json first = stage.operator_.post("/v1/campaigns", body).json();
    Json again = stage.operator_.post("/v1/campaigns", body).json();
    CHECK(again.at("repeated") == true);
    again.erase("repeated");
    CHECK(again == first);
    CHECK(stage.operator_.post("/v1/campaigns", R"({"campaign": "weekly"})").code() == "CONFLICT");

    stage.operator_.post("/v1/campaigns", R"({"campaign": "daily"})");
    const Json listed = stage.operator_.get("/v1/campaigns").json();
    CHECK(listed.at("campaigns").size() == 2);
    CHECK(listed.at("cursor").is_null());
    const Json page = stage.operator_.get("/v1/campaigns?limit=1").json();
    CHECK(page.at("campaigns").size() == 1);
    REQUIRE(page.at("cursor").is_string());
    const auto rest = "/v1/campaigns?limit=1&cursor=" + percent_encoded(page.at("cursor").get<std::string>());
    CHECK(stage.operator_.get(rest).json()["campaigns"][0]["campaign"] !=
          page.at("campaigns")[0]["campaign"]);

    wait_until("daily's rounds to be announced", [&] { return !rounds_of(stage.anyone, "daily").empty(); });
    const auto stopped = stage.operator_.post("/v1/campaigns/daily/stop");
    CHECK(stopped.json()["stopped_at"].is_string());
    CHECK(stage.operator_.post("/v1/campaigns/daily/stop").json()["stopped_at"] ==
          stopped.json()["stopped_at"]);
    CHECK(stage.operator_.post("/v1/campaigns/yearly/stop").code() == "NOT_FOUND");
    // What was announced stays.
    for (const auto& round : rounds_of(stage.anyone, "daily")) CHECK(round.at("state") != "void");
    CHECK(rounds_of(stage.anyone, "weekly").empty());
}

TEST_CASE("the server carries out a campaign's round by itself") {
    Stage stage;
    // Reservations from 4 to 6 seconds from now, entries for 2 seconds after that.
    const auto opens_ms = (now_ms() / 1000 + 6) * 1000;
    const Json campaign{{"campaign", "soon"},
                        {"time_zone", "UTC"},
                        {"starts_at", time_of_day(opens_ms)},
                        {"reserve", {{"opens_before_s", 2}, {"closes_before_s", 0}}},
                        {"enter_for_s", 2},
                        {"quota", "odds 1/2 floor"},
                        {"first_day", day_of(opens_ms)},
                        {"last_day", day_of(opens_ms)}};
    REQUIRE(stage.operator_.post("/v1/campaigns", campaign.dump()).status == 201);
    wait_until("the round to be announced", [&] { return !rounds_of(stage.anyone, "soon").empty(); });
    const Json announced = rounds_of(stage.anyone, "soon").front();
    const std::string round = announced.at("round"), base = "/v1/rounds/" + round;

    wait_for_state(stage.anyone, round, {"reserving"});
    for (int i = 0; i < 4; ++i) CHECK(stage.user(user_name(i)).post(base + "/reservation").status == 201);
    wait_for_state(stage.anyone, round, {"entering"});
    for (int i = 0; i < 4; ++i) CHECK(stage.user(user_name(i)).post(base + "/entry").status == 201);
    wait_for_draw(stage.anyone, round);
    CHECK(stage.anyone.get(base).json()["counts"]["winners"] == 2);
    CHECK(rounds_of(stage.anyone, "soon").size() == 1);
    check_audit_passes(stage.server, round);
}

TEST_CASE("a campaign says which round is next, announced or not, and one that never has any is refused") {
    Stage stage;
    const auto create = [&](Json campaign) { return stage.operator_.post("/v1/campaigns", campaign.dump()); };
    const auto day = [](int days) { return day_of(now_ms() + days * 86'400'000LL); };
    // Its reservations have begun by now, so that it could not be announced any more.
    const auto starts_ms = now_ms() + 60'000;
    const Json soon{{"campaign", "soon"},
                    {"time_zone", "UTC"},
                    {"starts_at", time_of_day(starts_ms)},
                    {"reserve", {{"opens_before_s", 300}, {"closes_before_s", 60}}}};
    const auto begins = day_of(starts_ms);
    Json over = soon;
    over.update({{"campaign", "over"}, {"last_day", begins}});
    CHECK(create(over).code() == "INVALID_REQUEST");
    CHECK(stage.count("SELECT count(*) FROM fairdraw.campaigns") == 0);
    CHECK(stage.count("SELECT count(*) FROM fairdraw.actions") == 0);
    const Json skips = create(soon).json();
    CHECK(skips.at("next").at("round") > "soon-" + begins);

    const Json later =
        create({{"campaign", "later"}, {"time_zone", "UTC"}, {"reserve", nullptr}, {"first_day", day(9)}})
            .json();
    CHECK(later.at("next").at("round") == "later-" + day(9));
    CHECK(later.at("next").at("reserve").is_null());
    CHECK(later.at("next").at("enter").at("from") == day(9) + "T23:00:00.000Z");
    CHECK(stage.operator_.post("/v1/campaigns/later/stop").json()["next"].is_null());

    // Of what was voided none is next.
    const std::string first = skips.at("next").at("round");
    wait_until("its first round to be announced", [&] { return !rounds_of(stage.anyone, "soon").empty(); });
    CHECK(stage.operator_.post("/v1/rounds/" + first + "/void", R"({"reason": "no"})").status == 200);
    const Json listed = stage.operator_.get("/v1/campaigns").json();
    for (const auto& campaign : listed.at("campaigns")) {
        INFO(campaign.dump());
        if (campaign.at("campaign") == "later") CHECK(campaign.at("next").is_null());
        if (campaign.at("campaign") == "soon") CHECK(campaign.at("next").at("round") > first);
    }
}
