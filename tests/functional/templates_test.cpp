// A template's life: drafted, changed at will, published, from then on held to what it promised, stopped.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <nlohmann/json.hpp>

#include "support/shop.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

const std::string path = "/v1/templates/twenty-off";

std::string detail(const ApiReply& reply) {
    return reply.json()["detail"];
}

ApiReply patch(ApiClient& client, const std::string& template_path, const std::string& body) {
    return client.request("PATCH", template_path, body);
}

ApiReply draft(Shop& shop, const Json& changes = Json::object()) {
    return shop.merchant.post("/v1/templates", template_json("twenty-off", changes).dump());
}

}  // namespace

TEST_CASE("a template is drafted, published and stopped, each of them once") {
    Shop shop;
    const auto drafted = draft(shop);
    CHECK(drafted.status == 201);
    CHECK(drafted.json()["state"] == "draft");
    CHECK(drafted.json()["issued"] == 0);
    CHECK(drafted.json()["audience"] == Json{{"kind", "everyone"}});
    CHECK(shop.merchant.post(path + "/stop").code() == "CONFLICT");

    auto again = draft(shop);
    CHECK(again.status == 200);
    CHECK(again.json()["repeated"] == true);
    CHECK(draft(shop, {{"title", "Another"}}).code() == "CONFLICT");

    const auto published = shop.merchant.post(path + "/publish");
    CHECK(published.json()["state"] == "published");
    CHECK_FALSE(published.json()["published_at"].is_null());
    CHECK(shop.merchant.post(path + "/publish").json()["repeated"] == true);
    CHECK(draft(shop).status == 200);

    shop.issue("user-1", "twenty-off");
    CHECK(shop.merchant.get(path).json()["issued"] == 1);

    CHECK(shop.merchant.post(path + "/stop", "{}").json()["state"] == "stopped");
    CHECK(shop.merchant.post(path + "/stop").json()["repeated"] == true);
    CHECK(shop.merchant.post(path + "/publish").code() == "CONFLICT");
    CHECK(patch(shop.merchant, path, R"({"title": "Too late"})").code() == "CONFLICT");
    CHECK(patch(shop.merchant, path, R"({"title": "Spend 100, get 20 off"})").json()["repeated"] == true);
    CHECK(shop.count("SELECT count(*) FROM fairdraw.actions WHERE subject = 'twenty-off'") == 3);
    CHECK(shop.count("SELECT count(*) FROM fairdraw.actions WHERE actor = 'merchant-1'") == 3);
}

TEST_CASE("a draft may be changed in everything but its id") {
    Shop shop;
    draft(shop);
    const Json changes{
        {"title", "15 % off shoes"},
        {"currency", "EUR"},
        {"benefit",
         {{"kind", "percent_off"},
          {"amount", nullptr},
          {"basis_points", 1500},
          {"cap", 900},
          {"threshold", nullptr}}},
        {"scope", {{"kind", "categories"}, {"ids", {"shoes", "bags"}}}},
        {"stacking", {{"kind", "group"}, {"group", "autumn"}, {"at_most", 3}}},
        {"total", 5},
        {"per_user", 2},
        {"claim", {{"from", "2026-11-01T00:00:00+08:00"}, {"to", "2026-11-02T00:00:00.500Z"}}},
        {"valid", {{"days", nullptr}, {"from", "2026-11-01T00:00:00Z"}, {"to", "2999-01-01T00:00:00Z"}}},
        {"audience", {{"kind", "segment"}, {"segment", "vip"}}},
        {"remind_days", 3}};
    const auto changed = patch(shop.merchant, path, changes.dump());
    REQUIRE(changed.status == 200);
    const auto json = changed.json();
    CHECK_FALSE(json.contains("repeated"));
    CHECK(json["benefit"]["basis_points"] == 1500);
    CHECK(json["scope"]["ids"] == Json{"bags", "shoes"});
    CHECK(json["claim"]["from"] == "2026-10-31T16:00:00.000Z");
    CHECK(json["claim"]["to"] == "2026-11-02T00:00:00.500Z");
    CHECK(json["valid"]["to"] == "2999-01-01T00:00:00.000Z");
    CHECK(json["audience"]["segment"] == "vip");
    CHECK(shop.merchant.get(path).json() == json);
    CHECK(patch(shop.merchant, path, changes.dump()).json()["repeated"] == true);
    const Json back{{"total", nullptr}, {"claim", nullptr}, {"audience", nullptr}, {"remind_days", nullptr}};
    const auto undone = patch(shop.merchant, path, back.dump()).json();
    CHECK(undone["total"].is_null());
    CHECK(undone["claim"].is_null());
    CHECK(undone["audience"]["kind"] == "everyone");
    CHECK(detail(patch(shop.merchant, path, R"({"template": "other"})")).find("template: ") == 0);
}

TEST_CASE("of a published template what its coupons promise stands") {
    Shop shop;
    shop.publish("twenty-off",
                 {{"claim", {{"from", "2026-01-01T00:00:00Z"}, {"to", "2999-01-01T00:00:00Z"}}}});
    const std::vector<std::pair<const char*, Json>> frozen{
        {"currency", {{"currency", "EUR"}}},
        {"benefit", {{"benefit", {{"amount", 1}}}}},
        {"scope", {{"scope", {{"kind", "products"}, {"ids", {"boots"}}}}}},
        {"stacking", {{"stacking", {{"kind", "group"}, {"group", "g"}, {"at_most", 2}}}}},
        {"valid", {{"valid", {{"days", 31}}}}},
        {"audience", {{"audience", {{"kind", "users"}}}}},
        {"claim.from", {{"claim", nullptr}}},
        {"claim.from", {{"claim", {{"from", "2026-01-02T00:00:00Z"}}}}}};
    for (const auto& [name, change] : frozen) {
        INFO(change.dump());
        const auto refused = patch(shop.merchant, path, change.dump());
        CHECK(refused.code() == "CONFLICT");
        CHECK(detail(refused).find(std::string(name) + ": ") == 0);
    }
    for (const auto& change :
         {Json{{"title", "New"}}, Json{{"total", 3}}, Json{{"total", nullptr}}, Json{{"per_user", 1}},
          Json{{"remind_days", 2}}, Json{{"claim", {{"to", "2998-01-01T00:00:00Z"}}}}}) {
        INFO(change.dump());
        CHECK(patch(shop.merchant, path, change.dump()).status == 200);
    }
    // Nor does the database let it be done past the program.
    for (const char* change : {"currency = 'EUR'", "benefit = '{}'", "scope = '{}'", "valid_days = 31",
                               "state = 'draft', published_at = NULL", "published_at = now()",
                               "claim_from = claim_from - interval '1 day'"}) {
        INFO(change);
        CHECK_THROWS(query(shop.database_url, fmt::format("UPDATE fairdraw.templates SET {}", change)));
    }
}

TEST_CASE("a total is never below what is issued") {
    Shop shop;
    shop.publish("twenty-off", {{"total", 3}});
    for (const char* user : {"a", "b"}) shop.issue(user, "twenty-off");
    CHECK(detail(patch(shop.merchant, path, R"({"total": 1})")) == "total: 2 are issued already");
    CHECK(patch(shop.merchant, path, R"({"total": 2})").status == 200);
    CHECK(query(shop.database_url,
                "SELECT outcome, remaining FROM fairdraw.issue(1, 'grant', NULL, '{c}', '{grant}')") ==
          Rows{{"sold_out", "0"}});
}

TEST_CASE("what is no template is refused by name") {
    Shop shop;
    const std::vector<std::pair<const char*, Json>> wrong{
        {"title: ", {{"title", ""}}},
        {"title: ", {{"title", std::string(201, 'x')}}},
        {"title: ", {{"title", "two\nlines"}}},
        {"title: ", {{"title", "two\xc2\x85lines"}}},
        {"claim.to: ", {{"claim", {{"from", "2026-01-02T00:00:00Z"}, {"to", "9999-12-31T23:59:59-23:00"}}}}},
        {"currency: ", {{"currency", "twd"}}},
        {"benefit", {{"benefit", {{"kind", "cashback"}}}}},
        {"benefit.amount: ", {{"benefit", {{"amount", 0}}}}},
        {"benefit.amount: ", {{"benefit", {{"amount", 19.5}}}}},
        {"benefit.cap: ", {{"benefit", {{"cap", 5}}}}},
        {"scope.ids: ", {{"scope", {{"kind", "products"}, {"ids", Json::array()}}}}},
        {"scope.ids: ", {{"scope", {{"kind", "products"}, {"ids", {"a", "a"}}}}}},
        {"stacking.at_most: ", {{"stacking", {{"kind", "group"}, {"group", "g"}, {"at_most", 6}}}}},
        {"total: ", {{"total", 0}}},
        {"per_user: ", {{"per_user", -1}}},
        {"claim: ", {{"claim", {{"from", "2026-01-02T00:00:00Z"}, {"to", "2026-01-02T00:00:00Z"}}}}},
        {"valid: ", {{"valid", nullptr}}},
        {"days: ", {{"valid", {{"days", 3661}}}}},
        {"valid.from: ", {{"valid", {{"from", "2026-01-02T00:00:00Z"}}}}},
        {"audience.segment: ", {{"audience", {{"kind", "users"}, {"segment", "vip"}}}}},
        {"audience.kind: ", {{"audience", {{"kind", "friends"}}}}},
        {"remind_days: ", {{"remind_days", 366}}},
        {"colour: ", {{"colour", "red"}}}};
    for (const auto& [name, change] : wrong) {
        const auto refused = draft(shop, change);
        INFO(change.dump(), refused.body);
        CHECK(refused.code() == "INVALID_REQUEST");
        CHECK(detail(refused).find(name) != std::string::npos);
    }
    CHECK(
        detail(shop.merchant.post("/v1/templates", template_json("Twenty", {}).dump())).find("template: ") ==
        0);
    CHECK(shop.merchant.post("/v1/templates", "[]").code() == "INVALID_REQUEST");
    CHECK(shop.merchant.get("/v1/templates").json()["templates"].empty());
    CHECK(shop.merchant.get("/v1/templates/none").code() == "NOT_FOUND");
    CHECK(patch(shop.merchant, "/v1/templates/none", "{}").code() == "NOT_FOUND");
    CHECK(shop.merchant.post("/v1/templates/none/publish").code() == "NOT_FOUND");
}

TEST_CASE("templates are listed by id, page by page, to merchants alone") {
    Shop shop;
    for (const char* id : {"c", "a", "e", "b", "d"})
        shop.merchant.post("/v1/templates", template_json(id, {}).dump());
    std::string seen, cursor;
    for (int page = 0; page < 3; ++page) {
        const auto json = shop.merchant.get("/v1/templates?limit=2&cursor=" + cursor).json();
        for (const auto& each : json["templates"]) seen += each["template"].get<std::string>();
        CHECK(json["cursor"].is_null() == (page == 2));
        if (page < 2) cursor = json["cursor"];
    }
    CHECK(seen == "abcde");
    CHECK(shop.merchant.get("/v1/templates?limit=0").code() == "INVALID_REQUEST");

    auto user = shop.user("user-1");
    for (auto* other : {&shop.operator_, &shop.orders, &user}) {
        CHECK(other->get("/v1/templates").code() == "FORBIDDEN");
        CHECK(other->post("/v1/templates", template_json("x", {}).dump()).code() == "FORBIDDEN");
        CHECK(patch(*other, "/v1/templates/a", "{}").code() == "FORBIDDEN");
        CHECK(other->post("/v1/templates/a/publish").code() == "FORBIDDEN");
    }
    CHECK(shop.anyone.get("/v1/templates").code() == "UNAUTHENTICATED");
}

TEST_CASE("many draft the same template at once: it is there once") {
    Shop shop;
    std::atomic<int> created = 0;
    for_each_of(8, [&](int) {
        const auto reply =
            shop.another_merchant().post("/v1/templates", template_json("twenty-off", {}).dump());
        if (reply.status == 201) ++created;
        CHECK((reply.status == 200 || reply.status == 201));
    });
    CHECK(created == 1);
    CHECK(shop.count("SELECT count(*) FROM fairdraw.actions") == 1);
}
