// GET /v1/me/coupons: what somebody has, and how it is with each.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "support/shop.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

std::vector<std::string> codes_of(const Json& page) {
    std::vector<std::string> codes;
    for (const auto& coupon : page["coupons"]) codes.push_back(coupon["code"]);
    return codes;
}

}  // namespace

TEST_CASE("a coupon is available, held, used or expired, and the wallet says for which order") {
    Shop shop;
    shop.publish("twenty-off", {});
    auto user = shop.user("user-1");
    const auto code = shop.issue("user-1", "twenty-off");
    const auto coupon = [&] { return user.get("/v1/me/coupons").json()["coupons"][0]; };
    const auto fresh = coupon();
    CHECK(fresh["status"] == "available");
    CHECK(fresh["template"] == "twenty-off");
    CHECK(fresh["benefit"]["amount"] == 2000);
    CHECK(fresh["reason"] == "grant");
    CHECK(fresh["order"].is_null());
    CHECK(parse_rfc3339(fresh["expires_at"]) - parse_rfc3339(fresh["valid_from"]) == 30LL * 86'400'000);

    shop.ask("o-1", "hold", hold_body("user-1", {code}, {}));
    CHECK(coupon()["status"] == "held");
    CHECK(coupon()["order"] == "o-1");
    shop.ask("o-1", "confirm");
    CHECK(coupon()["status"] == "used");
    CHECK(coupon()["order"] == "o-1");
    shop.ask("o-1", "revert");
    CHECK(coupon()["status"] == "available");
    CHECK(coupon()["order"].is_null());
    // By the clock at once; the row that says so follows.
    shop.let_expire(code);
    CHECK(coupon()["status"] == "expired");
    wait_until("the row of its expiry", [&] { return shop.history(code).back() == "expired"; });
    CHECK(coupon()["status"] == "expired");
}

TEST_CASE("a winner's coupon without a template is there too") {
    Shop shop;
    auto plan = plan_open_round("all-win", 2500);
    plan.quota = "count 5";
    announce(shop.operator_, plan);
    wait_for_state(shop.anyone, plan.round, {"entering"});
    auto user = shop.user("user-1");
    REQUIRE(user.post("/v1/rounds/all-win/entry").status == 201);
    wait_for_draw(shop.anyone, plan.round);
    const auto coupon = user.get("/v1/me/coupons").json()["coupons"].at(0);
    CHECK(coupon["round"] == "all-win");
    CHECK(coupon["reason"] == "draw");
    CHECK(coupon["status"] == "available");
    CHECK(coupon["template"].is_null());
    CHECK(coupon["expires_at"].is_null());
    CHECK(coupon["code"] == user.get("/v1/rounds/all-win/result").json()["coupon"]["code"]);
    const std::string code = coupon["code"];
    // Nobody has told the service what it is worth.
    CHECK(shop.ask("o-1", "hold", hold_body("user-1", {code}, {})).code() == "COUPON_UNUSABLE");
}

TEST_CASE("the wallet is paged, newest first, and filtered by status") {
    Shop shop;
    shop.publish("twenty-off", {});
    std::vector<std::string> newest_first;
    for (int i = 0; i < 7; ++i) newest_first.insert(newest_first.begin(), shop.issue("user-1", "twenty-off"));
    shop.issue("user-2", "twenty-off");
    auto user = shop.user("user-1");
    CHECK(codes_of(user.get("/v1/me/coupons").json()) == newest_first);

    std::vector<std::string> seen;
    std::string cursor;
    do {
        const auto page =
            user.get("/v1/me/coupons?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor)).json();
        for (const auto& code : codes_of(page)) seen.push_back(code);
        cursor = page["cursor"].is_null() ? "" : page["cursor"].get<std::string>();
    } while (!cursor.empty());
    CHECK(seen == newest_first);

    shop.ask("o-1", "hold", hold_body("user-1", {newest_first[2]}, {}));
    shop.ask("o-2", "hold", hold_body("user-1", {newest_first[4]}, {}));
    shop.ask("o-2", "confirm");
    shop.let_expire(newest_first[6]);
    const auto with = [&](const std::string& status) {
        return codes_of(user.get("/v1/me/coupons?limit=4&status=" + status).json());
    };
    CHECK(with("held") == std::vector{newest_first[2]});
    CHECK(with("used") == std::vector{newest_first[4]});
    CHECK(with("expired") == std::vector{newest_first[6]});
    CHECK(with("available") ==
          std::vector{newest_first[0], newest_first[1], newest_first[3], newest_first[5]});
}

TEST_CASE("a wallet is its owner's alone, and asked for properly") {
    Shop shop;
    auto user = shop.user("user-1");
    CHECK(user.get("/v1/me/coupons").json() == Json{{"coupons", Json::array()}, {"cursor", nullptr}});
    CHECK(shop.anyone.get("/v1/me/coupons").code() == "UNAUTHENTICATED");
    for (const char* wrong :
         {"status=lost", "limit=101", "limit=x", "cursor=5", "cursor=x.y", "cursor=-1.A"}) {
        INFO(wrong);
        CHECK(user.get(std::string("/v1/me/coupons?") + wrong).code() == "INVALID_REQUEST");
    }
}
