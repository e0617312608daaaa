// What rounds give: a draw's winners, and those who come first, get coupons of the template they were
// promised.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "support/made_template.hpp"
#include "support/shop.hpp"
#include "support/stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

Json draw_of(const std::string& round, const std::string& template_id) {
    auto plan = plan_open_round(round, 2500);
    plan.quota = "odds 1/1 floor";
    auto body = Json::parse(plan.json());
    body["template"] = template_id;
    return body;
}

Json rush_of(const std::string& round, const std::string& template_id, int stock) {
    const auto enter = plan_open_round(round).enter;
    return {{"kind", "first_come"},
            {"round", round},
            {"enter", {{"from", rfc3339(enter.from_ms)}, {"to", rfc3339(enter.to_ms)}}},
            {"stock", stock},
            {"template", template_id}};
}

// The words after "template: ", and nothing was announced.
void check_refused(Stage& stage, const char* path, const Json& body, const std::string& why) {
    INFO(body.dump());
    const auto reply = stage.operator_.post(path, body.dump());
    CHECK(reply.code() == "INVALID_REQUEST");
    const std::string detail = reply.json()["detail"];
    CHECK(detail.starts_with("template: "));
    CHECK_MESSAGE(detail.find(why) != std::string::npos, detail);
}

}  // namespace

TEST_CASE("winners get coupons of the round's template") {
    Stage stage;
    make_template(stage.database_url, {.per_user = 1});
    const auto body = draw_of("evening", "spend-100");
    const auto announced = stage.operator_.post("/v1/rounds", body.dump());
    REQUIRE_MESSAGE(announced.status == 201, announced.body);
    CHECK(announced.json()["template"] == "spend-100");
    CHECK(announced.json()["kind"] == "draw");
    CHECK(announced.json()["stock"].is_null());
    CHECK(stage.operator_.post("/v1/rounds", body.dump()).json()["repeated"] == true);
    CHECK(stage.operator_.post("/v1/rounds", draw_of("evening", "other").dump()).code() == "CONFLICT");

    // What is won does not count towards a user's limit.
    CHECK(stage.user("ann").post("/v1/templates/spend-100/claims").status == 201);
    wait_for_state(stage.anyone, "evening", {"entering"});
    CHECK(stage.user("ann").post("/v1/rounds/evening/entry").status == 201);
    wait_for_draw(stage.anyone, "evening");
    const auto won = stage.user("ann").get("/v1/rounds/evening/result").json();
    REQUIRE(won["status"] == "won");
    CHECK(won["coupon"]["template"] == "spend-100");
    CHECK(parse_rfc3339(won["coupon"]["expires_at"]) ==
          parse_rfc3339(won["coupon"]["issued_at"]) + 30 * 86'400'000LL);
    CHECK(stage.count("SELECT count(*) FROM fairdraw.coupons") == 2);
    check_audit_passes(stage.server, "evening");
}

TEST_CASE("a template that a round could not give is refused by name") {
    Stage stage;
    const auto& url = stage.database_url;
    make_template(url, {.id = "draft", .state = "draft"});
    make_template(url, {.id = "stopped", .state = "stopped"});
    make_template(url, {.id = "over", .valid = "'2000-01-01', '2001-01-01', NULL"});
    make_template(url, {.id = "soon", .valid = "'2000-01-01', now() + interval '1 second', NULL"});
    make_template(url, {.id = "few", .total = 10});
    const std::vector<std::pair<std::string, std::string>> refused{{"no-such", "no such"},
                                                                   {"draft", "a draft"},
                                                                   {"stopped", "is stopped"},
                                                                   {"over", "over by"},
                                                                   {"soon", "over by"}};
    for (const auto& [id, why] : refused) {
        check_refused(stage, "/v1/rounds", draw_of("r", id), why);
        check_refused(stage, "/v1/rounds", rush_of("r", id, 1), why);
    }
    check_refused(stage, "/v1/rounds", draw_of("r", "few"), "has a total");
    check_refused(stage, "/v1/rounds", rush_of("r", "few", 11), "only 10 are left");
    for (const std::string id : {"no-such", "draft", "stopped", "over", "few"})
        check_refused(stage, "/v1/campaigns", {{"campaign", "c"}, {"template", id}}, "");
    CHECK(stage.count("SELECT count(*) FROM fairdraw.rounds") == 0);
    CHECK(stage.count("SELECT count(*) FROM fairdraw.campaigns") == 0);
    CHECK(stage.operator_.post("/v1/rounds", rush_of("r", "few", 7).dump()).status == 201);
    // What one round is to give is promised to nobody else.
    check_refused(stage, "/v1/rounds", rush_of("s", "few", 4), "only 3 are left");
    CHECK(stage.operator_.post("/v1/rounds", rush_of("s", "few", 3).dump()).status == 201);
}

TEST_CASE("a template does not go while a round or a campaign gives it") {
    Shop shop;
    for (const std::string id : {"rushed", "daily"})
        shop.publish(id, {{"total", id == "rushed" ? Json(10) : Json()}});
    REQUIRE(shop.operator_.post("/v1/rounds", rush_of("rush", "rushed", 6).dump()).status == 201);
    REQUIRE(shop.operator_.post("/v1/campaigns", R"({"campaign": "evening", "template": "daily"})").status ==
            201);
    const auto stop = [&](const std::string& id) {
        return shop.merchant.post("/v1/templates/" + id + "/stop");
    };
    const auto total = [&](int wanted) {
        return shop.merchant.request("PATCH", "/v1/templates/rushed", Json{{"total", wanted}}.dump());
    };
    const auto why = [](const ApiReply& reply) { return reply.json().at("detail").get<std::string>(); };
    CHECK(why(stop("rushed")) == "round rush gives this template's coupons; end that first");
    CHECK(why(stop("daily")) == "campaign evening gives this template's coupons; end that first");
    CHECK(why(total(5)) == "total: 0 are issued already, and first-come rounds have 6 more to give");
    CHECK(total(6).status == 200);
    // Who takes some meanwhile has less left for the round; what has nothing to do with that may change all
    // the same.
    shop.issue("user-1", "rushed");
    CHECK(shop.merchant.request("PATCH", "/v1/templates/rushed", R"({"title": "Rushed"})").status == 200);
    CHECK(why(total(5)) == "total: 1 are issued already, and first-come rounds have 6 more to give");

    CHECK(shop.operator_.post("/v1/rounds/rush/void", R"({"reason": "rain"})").status == 200);
    CHECK(shop.operator_.post("/v1/campaigns/evening/stop").status == 200);
    CHECK(total(5).status == 200);
    CHECK(stop("rushed").status == 200);
    CHECK(stop("daily").status == 200);
}

TEST_CASE("what a first-come round is made of is read strictly") {
    Stage stage;
    make_template(stage.database_url, {});
    auto missing = rush_of("r", "spend-100", 5);
    for (const char* member : {"stock", "template", "enter", "round"}) {
        auto body = missing;
        body.erase(member);
        INFO(member);
        CHECK(stage.operator_.post("/v1/rounds", body.dump()).code() == "INVALID_REQUEST");
    }
    const Json unwanted{{"quota", "count 1"}, {"reserve", nullptr}, {"beacon", "none"},
                        {"stock", 0},         {"stock_", 1},        {"kind", "lottery"}};
    for (const auto& [member, value] : unwanted.items()) {
        auto body = missing;
        body[member] = value;
        INFO(member);
        CHECK(stage.operator_.post("/v1/rounds", body.dump()).code() == "INVALID_REQUEST");
    }
    auto past = missing;
    past["enter"]["from"] = "2020-01-01T00:00:00Z";
    CHECK(stage.operator_.post("/v1/rounds", past.dump()).code() == "INVALID_REQUEST");
    CHECK(stage.operator_.post("/v1/rounds", missing.dump()).status == 201);
    auto other = missing;
    other["stock"] = 6;
    CHECK(stage.operator_.post("/v1/rounds", other.dump()).code() == "CONFLICT");
}

TEST_CASE("a campaign's rounds give its template") {
    Stage stage;
    make_template(stage.database_url, {});
    const Json campaign{{"campaign", "daily"}, {"template", "spend-100"}};
    CHECK(stage.operator_.post("/v1/campaigns", campaign.dump()).json()["template"] == "spend-100");
    CHECK(stage.operator_.post("/v1/campaigns", campaign.dump()).json()["repeated"] == true);
    CHECK(stage.operator_.post("/v1/campaigns", R"({"campaign": "daily"})").code() == "CONFLICT");
    const auto rounds = [&] { return stage.anyone.get("/v1/rounds").json()["rounds"]; };
    wait_until("its first round to be announced", [&] { return !rounds().empty(); });
    CHECK(rounds()[0]["template"] == "spend-100");
}
