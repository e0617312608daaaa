// Promotions: codes that bring a coupon, one for all or many for one use each.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "coupons/steps.hpp"
#include "functional/crash_points.hpp"
#include "support/made_template.hpp"
#include "support/stage.hpp"
#include "support/tokens.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

struct Shop : Stage {
    explicit Shop(ServerSettings settings = {}, const MadeTemplate& gift = {.id = "gift"})
        : Stage(std::move(settings)),
          merchant(server.url(), sign_token({"shop", "merchant", 3600}, TestKeys::shared().jwt_secret())) {
        make_template(database_url, gift);
    }

    ApiReply promote(const Json& body) { return merchant.post("/v1/promotions", body.dump()); }
    ApiReply redeem(const std::string& user_id, const std::string& code) const {
        return user(user_id).post("/v1/redemptions", Json{{"code", code}}.dump());
    }
    Json shown(const std::string& id = "p") { return merchant.get("/v1/promotions/" + id).json(); }
    // The export's lines behind its header.
    std::vector<std::string> exported(const std::string& id = "p") {
        std::istringstream body(merchant.get("/v1/promotions/" + id + "/codes").body);
        std::vector<std::string> lines;
        for (std::string line; std::getline(body, line);) {
            CHECK(line.ends_with('\r'));
            line.pop_back();
            lines.push_back(line);
        }
        REQUIRE_FALSE(lines.empty());
        CHECK(lines.front() == "code,redeemed_by,redeemed_at");
        lines.erase(lines.begin());
        return lines;
    }
    std::int64_t coupons() const { return count("SELECT count(*) FROM fairdraw.coupons"); }

    ApiClient merchant;
};

const Json shared{{"promotion", "p"}, {"template", "gift"}, {"code", "WELCOME"}};
const Json unique{{"promotion", "p"}, {"template", "gift"}, {"codes", 3}};

Json with(Json body, const std::string& member, const Json& value) {
    body[member] = value;
    return body;
}

std::string code_in(const std::string& line) {
    return line.substr(0, line.find(','));
}

}  // namespace

TEST_CASE("one code for all: each user gets one coupon, in capitals or not") {
    Shop shop;
    const auto made = shop.promote(shared);
    CHECK(made.status == 201);
    CHECK(made.json()["code"] == "WELCOME");
    CHECK(made.json()["uses"].is_null());

    const auto first = shop.redeem("user-1", "WELCOME");
    CHECK(first.status == 201);
    CHECK(first.json()["template"] == "gift");
    CHECK(first.json()["coupon"]["expires_at"].is_string());
    const auto again = shop.redeem("user-1", "welcome");
    CHECK(again.status == 200);
    CHECK(again.json()["repeated"] == true);
    CHECK(again.json()["coupon"] == first.json()["coupon"]);
    CHECK(shop.redeem("user-2", "Welcome").status == 201);
    CHECK(shop.redeem("user-2", "WELCOME-2").code() == "NOT_FOUND");
    CHECK(shop.shown()["redeemed"] == 2);
    CHECK(shop.coupons() == 2);
    CHECK(shop.merchant.get("/v1/promotions/p/codes").code() == "CONFLICT");
}

TEST_CASE("a limited code, and everybody at once: never more than its uses, never two for one user") {
    Shop shop;
    CHECK(shop.promote(with(shared, "uses", 5)).status == 201);
    std::atomic<int> got = 0, repeated = 0, late = 0;
    for_each_of(24, [&](int i) {
        const auto reply = shop.redeem(user_name(i % 12), "WELCOME");
        got += reply.status == 201;
        repeated += reply.status == 200;
        late += reply.code() == "SOLD_OUT";
    });
    CHECK(got == 5);
    CHECK(got + repeated + late == 24);
    CHECK(shop.shown()["redeemed"] == 5);
    CHECK(shop.count("SELECT count(DISTINCT user_id) FROM fairdraw.coupons") == 5);
}

TEST_CASE("codes for one use each: nobody guesses them, and each is somebody's once") {
    Shop shop;
    CHECK(shop.promote(unique).json()["codes"] == 3);
    const auto codes = shop.exported();
    CHECK(codes.size() == 3);
    CHECK(std::set<std::string>(codes.begin(), codes.end()).size() == 3);
    for (const auto& line : codes) CHECK(line.size() == 20 + 2);

    const auto code = code_in(codes[1]);
    const auto first = shop.redeem("o'neill, \"pat\"", code);
    CHECK(first.status == 201);
    CHECK(first.json()["coupon"]["code"] != code);
    CHECK(shop.redeem("o'neill, \"pat\"", code).json()["coupon"] == first.json()["coupon"]);
    CHECK(shop.redeem("user-2", code).code() == "CONFLICT");
    CHECK(shop.redeem("user-2", code_in(codes[2])).status == 201);
    CHECK(shop.shown()["redeemed"] == 2);

    const auto after = shop.exported();
    CHECK(after[0] == codes[0]);
    CHECK(after[1].starts_with(code + ",\"o'neill, \"\"pat\"\"\"," + "20"));
    CHECK(after[1].ends_with("Z"));
    CHECK(after[2].starts_with(code_in(codes[2]) + ",\"user-2\","));
}

TEST_CASE("one code, and everybody at once: one user has it") {
    Shop shop;
    CHECK(shop.promote(unique).status == 201);
    const auto code = code_in(shop.exported()[0]);
    std::atomic<int> got = 0, taken = 0;
    for_each_of(12, [&](int i) {
        const auto reply = shop.redeem(user_name(i), code);
        got += reply.status == 201;
        taken += reply.code() == "CONFLICT";
    });
    CHECK(got == 1);
    CHECK(taken == 11);
    CHECK(shop.coupons() == 1);
}

TEST_CASE("an export of many pages is whole, as of one moment") {
    Shop shop;
    CHECK(shop.promote(with(unique, "codes", 60'000)).status == 201);
    const auto lines = shop.exported();
    CHECK(lines.size() == 60'000);
    CHECK(std::is_sorted(lines.begin(), lines.end()));
    // What is redeemed by a transaction that the snapshot does not see is not in it.
    const auto code = code_in(lines.back());
    const auto seen = query_value(shop.database_url, "SELECT pg_current_snapshot()");
    CHECK(shop.redeem("user-1", code).status == 201);
    CHECK(query_value(shop.database_url, fmt::format("SELECT fairdraw.csv_line(c, '{}') FROM "
                                                     "fairdraw.promotion_codes c WHERE code = '{}'",
                                                     seen, code)) == code + ",,\r\n");
    CHECK(shop.exported().back().starts_with(code + ",\"user-1\","));
}

TEST_CASE("made again it is a repeat; another under its id or code is a conflict") {
    Shop shop;
    CHECK(shop.promote(with(shared, "uses", 5)).status == 201);
    const auto again = shop.promote(with(shared, "uses", 5));
    CHECK(again.status == 200);
    CHECK(again.json()["repeated"] == true);
    CHECK(shop.promote(shared).code() == "CONFLICT");
    CHECK(shop.promote(unique).code() == "CONFLICT");
    CHECK(shop.promote(with(shared, "promotion", "q")).code() == "CONFLICT");
    CHECK(shop.promote(with(unique, "promotion", "q")).status == 201);
    CHECK(shop.promote(with(unique, "promotion", "q")).status == 200);
    CHECK(shop.count("SELECT count(*) FROM fairdraw.promotion_codes") == 3);

    const auto page = shop.merchant.get("/v1/promotions?limit=1").json();
    CHECK(page["promotions"][0]["promotion"] == "q");
    const auto rest = shop.merchant.get("/v1/promotions?cursor=" + page["cursor"].get<std::string>()).json();
    CHECK(rest["promotions"].size() == 1);
    CHECK(rest["promotions"][0]["promotion"] == "p");
    CHECK(rest["cursor"].is_null());
}

TEST_CASE("what is no promotion is refused by name") {
    Shop shop;
    make_template(shop.database_url, {.id = "draft", .state = "draft"});
    make_template(shop.database_url, {.id = "over", .valid = "'2000-01-01', '2001-01-01', NULL"});
    for (const auto& body : {with(shared, "codes", 3), with(unique, "uses", 3), with(shared, "uses", 0),
                             with(unique, "codes", 0), with(unique, "codes", 1'000'001),
                             with(shared, "code", "welcome"), with(shared, "code", "AB"),
                             with(shared, "code", "A B C"), with(shared, "code", std::string(33, 'A')),
                             with(shared, "promotion", "P"), with(shared, "template", "-"),
                             with(shared, "color", "red"), Json{{"promotion", "p"}, {"template", "gift"}}}) {
        INFO(body.dump());
        CHECK(shop.promote(body).code() == "INVALID_REQUEST");
    }
    CHECK(shop.promote(with(shared, "template", "none")).code() == "NOT_FOUND");
    for (const char* id : {"draft", "over"})
        CHECK(shop.promote(with(shared, "template", id)).code() == "CONFLICT");
    CHECK(shop.merchant.get("/v1/promotions/p").code() == "NOT_FOUND");
    CHECK(shop.merchant.get("/v1/promotions/p/codes").code() == "NOT_FOUND");
    CHECK(shop.merchant.post("/v1/promotions/p/stop").code() == "NOT_FOUND");
    for (const auto& code : {std::string(), std::string(65, 'A')})
        CHECK(shop.redeem("user-1", code).code() == "INVALID_REQUEST");
    CHECK(shop.user("user-1").post("/v1/redemptions", "{}").code() == "INVALID_REQUEST");
    CHECK(shop.user("user-1").post("/v1/promotions", shared.dump()).code() == "FORBIDDEN");
    CHECK(shop.user("user-1").get("/v1/promotions/p/codes").code() == "FORBIDDEN");
    CHECK(shop.anyone.post("/v1/redemptions", R"({"code": "WELCOME"})").code() == "UNAUTHENTICATED");
    CHECK(shop.count("SELECT count(*) FROM fairdraw.promotions") == 0);
}

TEST_CASE("a stopped promotion takes no more codes, but answers who has redeemed one") {
    Shop shop;
    CHECK(shop.promote(shared).status == 201);
    CHECK(shop.redeem("user-1", "WELCOME").status == 201);
    const auto stopped = shop.merchant.post("/v1/promotions/p/stop").json();
    CHECK(stopped["stopped_at"].is_string());
    CHECK(shop.merchant.post("/v1/promotions/p/stop").json()["repeated"] == true);
    CHECK(shop.redeem("user-2", "WELCOME").code() == "CONFLICT");
    CHECK(shop.redeem("user-1", "WELCOME").status == 200);
    CHECK(shop.count("SELECT count(*) FROM fairdraw.actions") == 2);
}

TEST_CASE("the template's rules hold for codes, too") {
    const auto answer_under = [](const MadeTemplate& gift) {
        Shop shop({}, gift);
        CHECK(shop.promote(shared).status == 201);
        CHECK(shop.promote(with(with(shared, "promotion", "q"), "code", "AGAIN")).status == 201);
        const auto reply = shop.redeem("user-1", "WELCOME");
        const auto second = shop.redeem("user-1", "AGAIN");
        CHECK(shop.coupons() == (reply.status == 201) + (second.status == 201));
        return reply.code() + "," + second.code();
    };
    CHECK(answer_under({.id = "gift"}) == ",");
    CHECK(answer_under({.id = "gift", .per_user = 1}) == ",CONFLICT");
    CHECK(answer_under({.id = "gift", .total = 1}) == ",SOLD_OUT");
    CHECK(answer_under({.id = "gift", .claim = "now() + interval '1 day', now() + interval '2 days'"}) ==
          "NOT_IN_ACTIVE_TIME,NOT_IN_ACTIVE_TIME");
    CHECK(answer_under({.id = "gift", .claim = "now() - interval '2 days', now() - interval '1 day'"}) ==
          "NOT_IN_ACTIVE_TIME,NOT_IN_ACTIVE_TIME");
    CHECK(answer_under({.id = "gift", .audience = "users"}) == "FORBIDDEN,FORBIDDEN");
    CHECK(answer_under({.id = "gift", .audience = "segment", .segment = "vip"}) == "FORBIDDEN,FORBIDDEN");
}

TEST_CASE("killed at every point of a promotion: asked again, it is done once") {
    for_each_point(crash_points(fairdraw::coupons::steps::of_promotions), [](const std::string& point) {
        Shop shop(armed(point));
        int deaths = 0;
        const auto persist = [&](const auto& ask) -> ApiReply {
            try {
                return ask();
            } catch (const NoAnswer&) {
                CHECK(shop.server.wait().signal == SIGKILL);
                ++deaths;
                shop.server.restart();
                return ask();
            }
        };
        CHECK(persist([&] { return shop.promote(unique); }).status < 300);
        const auto code = code_in(shop.exported()[0]);
        CHECK(persist([&] { return shop.redeem("user-1", code); }).status < 300);
        CHECK(persist([&] { return shop.merchant.post("/v1/promotions/p/stop"); }).status == 200);
        CHECK(deaths == 1);
        CHECK(shop.coupons() == 1);
        CHECK(shop.shown()["redeemed"] == 1);
        CHECK(shop.count("SELECT count(*) FROM fairdraw.promotion_codes") == 3);
        CHECK(query(shop.database_url, "SELECT action FROM fairdraw.actions ORDER BY action_no") ==
              Rows{{"create_promotion"}, {"stop_promotion"}});
    });
}
