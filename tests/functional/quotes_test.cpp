// POST /v1/quotes: which of somebody's coupons apply, which do not and why, and what is best. What each takes
// off is tested where it is computed (tests/unit/pricing_*).
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "support/shop.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

ApiReply quote(Shop& shop, const Json& changes = Json::object(), const std::string& user = "user-1") {
    return shop.user(user).post("/v1/quotes", order_json(changes).dump());
}

Json grouped(int at_most) {
    return {{"kind", "group"}, {"group", "autumn"}, {"at_most", at_most}};
}

Json flat(int amount) {
    return {{"kind", "amount_off"}, {"amount", amount}, {"threshold", nullptr}};
}

std::map<std::string, Json> by_template(const Json& quoted) {
    std::map<std::string, Json> result;
    for (const auto& coupon : quoted["coupons"]) result[coupon["template"].get<std::string>()] = coupon;
    return result;
}

}  // namespace

TEST_CASE("each coupon that does not apply says why") {
    Shop shop;
    const std::vector<std::pair<std::string, Json>> templates{
        {"applies", {}},
        {"scope", {{"scope", {{"kind", "merchants"}, {"ids", {"m9"}}}}}},
        {"threshold", {{"benefit", {{"threshold", 15001}}}}},
        {"currency", {{"currency", "EUR"}}},
        {"not_yet_valid",
         {{"valid", {{"days", nullptr}, {"from", "2998-01-01T00:00:00Z"}, {"to", "2999-01-01T00:00:00Z"}}}}},
        {"nothing_to_take_off",
         {{"benefit",
           {{"kind", "buy_x_get_y"}, {"amount", nullptr}, {"threshold", nullptr}, {"buy", 5}, {"get", 1}}}}},
        {"expired", {}},
        {"held", {}},
        {"used", {}}};
    std::map<std::string, std::string> codes;
    for (const auto& [reason, changes] : templates) {
        std::string id = reason;
        std::replace(id.begin(), id.end(), '_', '-');
        shop.publish(id, changes);
        codes[reason] = shop.issue("user-1", id);
    }
    shop.let_expire(codes["expired"]);
    shop.ask("o-1", "hold", hold_body("user-1", {codes["held"]}, {}));
    shop.ask("o-2", "hold", hold_body("user-1", {codes["used"]}, {}));
    shop.ask("o-2", "confirm");

    const auto quoted = quote(shop).json();
    CHECK(quoted["subtotal"] == 15000);
    CHECK(quoted["shipping"] == 600);
    CHECK(quoted["chosen"].is_null());
    std::map<std::string, Json> seen;
    for (const auto& coupon : quoted["coupons"]) seen[coupon["code"]] = coupon;
    CHECK(seen.size() == templates.size() - 1);
    CHECK(seen.count(codes["used"]) == 0);
    for (const auto& [reason, changes] : templates) {
        if (reason == "used") continue;
        INFO(reason);
        const auto& coupon = seen[codes[reason]];
        CHECK(coupon["applies"] == (reason == "applies"));
        CHECK(coupon["reason"] == (reason == "applies" ? Json() : Json(reason)));
        CHECK(coupon["amount"] == (reason == "applies" ? 2000 : 0));
    }
    CHECK(quoted["coupons"].back()["code"] == codes["expired"]);
    CHECK(quoted["best"]["discount"] == 2000);
    CHECK(quoted["best"]["total"] == 13600);
    CHECK(quoted["best"]["coupons"][0]["code"] == codes["applies"]);
}

TEST_CASE("the best combination, and which coupons exclude each other") {
    Shop shop;
    shop.publish("alone", {{"benefit", flat(900)}});
    shop.publish("five", {{"benefit", flat(500)}, {"stacking", grouped(2)}});
    shop.publish("six", {{"benefit", flat(600)}, {"stacking", grouped(3)}});
    shop.publish("ship",
                 {{"benefit", {{"kind", "free_shipping"}, {"amount", nullptr}, {"threshold", nullptr}}},
                  {"stacking", grouped(3)}});
    std::map<std::string, std::string> code;
    for (const char* id : {"alone", "five", "six", "ship"}) code[id] = shop.issue("user-1", id);

    const auto quoted = quote(shop).json();
    const auto coupons = by_template(quoted);
    CHECK(coupons.at("alone")["exclusive_with"].size() == 3);
    CHECK(coupons.at("five")["exclusive_with"] == Json{code["alone"]});
    CHECK(coupons.at("ship")["amount"] == 600);
    // All three would be more, but the five lets itself be used with one other only.
    CHECK(quoted["best"]["discount"] == 1200);
    CHECK(quoted["best"]["total"] == 14400);
    CHECK(quoted["best"]["coupons"].size() == 2);
    const auto& six = quoted["best"]["coupons"][0];
    CHECK(six["code"] == code["six"]);
    CHECK(six["items"] == Json::parse(R"([{"item": 0, "amount": 400}, {"item": 1, "amount": 200}])"));
    CHECK(quoted["best"]["coupons"][1]["shipping"] == 600);
    CHECK(quote(shop).json() == quoted);

    SUBCASE("exactly those that are asked for") {
        const auto chosen = quote(shop, {{"coupons", {code["five"], code["six"]}}}).json()["chosen"];
        CHECK(chosen["discount"] == 1100);
        CHECK(chosen["coupons"].size() == 2);
        CHECK(quote(shop, {{"coupons", {code["alone"]}}}).json()["chosen"]["total"] == 14700);
    }
    SUBCASE("those that cannot be used so are refused, and named") {
        const auto detail = [&](const std::vector<std::string>& codes, const Json& changes = Json::object()) {
            Json wanted = changes;
            wanted["coupons"] = codes;
            const auto refused = quote(shop, wanted);
            CHECK(refused.code() == "COUPON_UNUSABLE");
            return refused.json()["detail"].get<std::string>();
        };
        CHECK(detail({code["alone"], code["six"]}) == "these coupons cannot be used together");
        CHECK(detail({code["five"], code["six"], code["ship"]}) == "these coupons cannot be used together");
        CHECK(detail({code["five"]}, {{"currency", "EUR"}}) == code["five"] + ": currency");
        CHECK(detail({"NOSUCHCODE"}) == "NOSUCHCODE: the user has no such coupon");
        const auto others = shop.issue("user-2", "five");
        CHECK(detail({others}) == others + ": the user has no such coupon");
        shop.let_expire(code["five"]);
        CHECK(detail({code["five"]}) == code["five"] + ": expired");
    }
}

TEST_CASE("fifty coupons are considered, those that expire first") {
    Shop shop;
    shop.publish("long", {{"benefit", flat(5000)}, {"valid", {{"days", 60}}}});
    shop.publish("short", {{"benefit", flat(100)}, {"valid", {{"days", 10}}}});
    const auto last = shop.issue("user-1", "long");
    for (int i = 0; i < 50; ++i) shop.issue("user-1", "short");
    const auto quoted = quote(shop, {{"coupons", {last}}}).json();
    CHECK(quoted["coupons"].size() == 50);
    CHECK(quoted["best"]["discount"] == 100);
    // What is asked for is priced all the same.
    CHECK(quoted["chosen"]["discount"] == 5000);
}

TEST_CASE("without coupons an order costs what it costs") {
    Shop shop;
    const auto quoted = quote(shop).json();
    CHECK(quoted["coupons"].empty());
    CHECK(quoted["best"] == Json{{"coupons", Json::array()}, {"discount", 0}, {"total", 15600}});
    CHECK(shop.anyone.post("/v1/quotes", order_json({}).dump()).code() == "UNAUTHENTICATED");
}

TEST_CASE("what is no order is refused by name") {
    Shop shop;
    const auto item = [](const Json& changes) {
        Json json{{"product", "p"}, {"quantity", 1}, {"unit_price", 1}};
        json.merge_patch(changes);
        return Json{{"items", {json}}};
    };
    const std::vector<std::pair<const char*, Json>> wrong{
        {"currency", {{"currency", nullptr}}},
        {"items", {{"items", Json::array()}}},
        {"items", {{"items", std::vector<Json>(201, item(Json::object())["items"][0])}}},
        {"items[0].quantity", item({{"quantity", 0}})},
        {"items[0].quantity", item({{"quantity", 10'001}})},
        {"items[0].unit_price", item({{"unit_price", 1'000'000'000'001}})},
        {"items[0].unit_price", item({{"unit_price", 0.5}})},
        {"items[0].product", item({{"product", ""}})},
        {"items[0].colour", item({{"colour", "red"}})},
        {"shipping", {{"shipping", -1}}},
        {"coupons", {{"coupons", Json::array()}}},
        {"coupons", {{"coupons", {"A", "B", "C", "D", "E", "F"}}}},
        {"coupons", {{"coupons", {"A", "A"}}}},
        {"coupons", {{"coupons", {std::string("A\0B", 3)}}}},
        {"coupons", {{"coupons", {""}}}},
        {"user", {{"user", "user-2"}}}};
    for (const auto& [name, change] : wrong) {
        const auto refused = quote(shop, change);
        INFO(name, refused.body);
        CHECK(refused.code() == "INVALID_REQUEST");
        CHECK(refused.json()["detail"].get<std::string>().find(name) == 0);
    }
    // The largest order there may be is computed without leaving 64 bits.
    const auto vast = item({{"quantity", 10'000}, {"unit_price", 1'000'000'000'000}})["items"][0];
    const auto quoted =
        quote(shop, {{"items", std::vector<Json>(200, vast)}, {"shipping", 1'000'000'000'000}}).json();
    CHECK(quoted["best"]["total"] == 2'000'001'000'000'000'000LL);
}
