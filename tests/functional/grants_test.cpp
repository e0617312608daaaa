// Grants: a coupon for everybody on a merchant's list, whatever dies meanwhile.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <array>
#include <atomic>
#include <nlohmann/json.hpp>

#include "coupons/steps.hpp"
#include "functional/crash_points.hpp"
#include "support/made_template.hpp"
#include "support/stage.hpp"
#include "support/tokens.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

const Headers as_csv{{"Content-Type", "text/csv"}};
const Headers as_ndjson{{"Content-Type", "application/x-ndjson; charset=utf-8"}};

// "user-0", "user-1", ..., a line each
std::string users(int count) {
    std::string list = "user\r\n";
    for (int i = 0; i < count; ++i) list += fmt::format("user-{}\r\n", i);
    return list;
}

struct Shop : Stage {
    explicit Shop(ServerSettings settings = {})
        : Stage(std::move(settings)),
          merchant(server.url(), sign_token({"shop", "merchant", 3600}, TestKeys::shared().jwt_secret())) {
        make_template(database_url, {.id = "welcome"});
    }

    ApiReply grant(const std::string& list, const std::string& id = "g", const Headers& type = as_csv) {
        return merchant.put("/v1/grants/" + id + "?template=welcome", list, type);
    }
    Json shown(const std::string& id = "g") { return merchant.get("/v1/grants/" + id).json(); }
    Json wait_for_end(const std::string& id = "g") {
        wait_until(
            "the grant to end", [&] { return shown(id)["state"] != "running"; }, std::chrono::seconds(120));
        return shown(id);
    }
    Json refusals(const std::string& query = "") {
        return merchant.get("/v1/grants/g/refusals" + query).json();
    }

    // Each of `user-0` ... has one coupon of the grant, and nobody has another.
    void check_each_has_one(int count) const {
        CHECK(this->count("SELECT count(*) FROM fairdraw.coupons") == count);
        CHECK(
            this->count(fmt::format("SELECT count(*) FROM generate_series(0, {} - 1) AS n WHERE 1 = (SELECT "
                                    "count(*) FROM fairdraw.coupons WHERE user_id = 'user-' || n)",
                                    count)) == count);
        CHECK(this->count("SELECT sum(coupons) FROM fairdraw.issues WHERE reason = 'grant'") == count);
        CHECK(this->count("SELECT issued FROM fairdraw.template_stock WHERE template_no = 1") == count);
        CHECK(this->count("SELECT count(*) FROM fairdraw.grant_users") == 0);
        CHECK(this->count("SELECT count(*) FROM fairdraw.actions WHERE action = 'create_grant'") == 1);
    }

    ApiClient merchant;
};

// What another transaction is about to give one of the second part: the first part is then committed, and
// the second under way.
constexpr int a_part = 5000;
const char* const hold_the_second_part =
    "INSERT INTO fairdraw.coupons (code, user_id, issue_no, cause) VALUES ('HELD', 'user-7000', 1, 'grant "
    "1')";

// Nothing is granted of what is not under way, until it is over.
class Pause {
  public:
    explicit Pause(const std::string& database_url)
        : database_url_(database_url),
          granting_(query_value(database_url, "SELECT pg_get_functiondef('fairdraw.grant_next'::regproc)")) {
        query(database_url_,
              "CREATE OR REPLACE FUNCTION fairdraw.grant_next(at_most integer) RETURNS bigint "
              "LANGUAGE sql RETURN NULL::bigint");
    }
    void end() const { query(database_url_, granting_); }

  private:
    const std::string database_url_;
    const std::string granting_;
};

}  // namespace

TEST_CASE("everybody on a list gets a coupon, and the grant says how far it is") {
    Shop shop;
    const auto taken = shop.grant(users(12));
    CHECK(taken.status == 202);
    const auto first = taken.json();
    CHECK(first["grant"] == "g");
    CHECK(first["template"] == "welcome");
    CHECK(first["users"] == 12);

    const auto ended = shop.wait_for_end();
    CHECK(ended["state"] == "finished");
    CHECK(ended["done"] == 12);
    CHECK(ended["issued"] == 12);
    CHECK(ended["refused"] == 0);
    CHECK(ended["created_at"] == first["created_at"]);
    CHECK(ended["ended_at"].is_string());
    CHECK(shop.refusals()["refusals"].empty());
    shop.check_each_has_one(12);
    CHECK(query(shop.database_url, "SELECT actor, subject, detail FROM fairdraw.actions") ==
          Rows{{"shop", "g", "welcome"}});
}

TEST_CASE("the same list again is a repeat, in whatever format; another list or template is a conflict") {
    Shop shop;
    make_template(shop.database_url, {.id = "other"});
    CHECK(shop.grant(users(2)).status == 202);
    shop.wait_for_end();
    for (const auto& [list, type] :
         {std::pair{users(2), as_csv}, std::pair{std::string("\"user-0\"\nuser-1"), as_csv},
          std::pair{std::string("{\"user\":\"user-0\"}\n{\"user\":\"user-1\"}\n"), as_ndjson}}) {
        const auto again = shop.grant(list, "g", type);
        CHECK(again.status == 200);
        CHECK(again.json()["repeated"] == true);
        CHECK(again.json()["issued"] == 2);
    }
    CHECK(shop.grant(users(3)).code() == "CONFLICT");
    CHECK(shop.grant("user-1\nuser-0\n").code() == "CONFLICT");
    CHECK(shop.merchant.put("/v1/grants/g?template=other", users(2), as_csv).code() == "CONFLICT");
    shop.check_each_has_one(2);
}

TEST_CASE("the same list sent by many at once is one grant") {
    Shop shop;
    std::atomic<int> taken = 0, repeated = 0;
    for_each_of(6, [&](int) {
        ApiClient merchant(shop.server.url(),
                           sign_token({"shop", "merchant", 60}, TestKeys::shared().jwt_secret()));
        const auto reply = merchant.put("/v1/grants/g?template=welcome", users(500), as_csv);
        taken += reply.status == 202;
        repeated += reply.status == 200;
    });
    CHECK(taken == 1);
    CHECK(repeated == 5);
    shop.wait_for_end();
    shop.check_each_has_one(500);
}

TEST_CASE("a list with a wrong line is refused with its number, and nothing is taken") {
    Shop shop;
    const auto refused = shop.grant("user\nuser-0\na,b\nuser-1\n");
    CHECK(refused.code() == "INVALID_REQUEST");
    CHECK(refused.json()["detail"].get<std::string>().find("line 3 ") != std::string::npos);
    CHECK(shop.grant("user-0\n{\"user\":\"user-1\"}\n", "g", as_ndjson).code() == "INVALID_REQUEST");
    CHECK(shop.grant("user\n").code() == "INVALID_REQUEST");
    CHECK(shop.grant(users(1), "g", {{"Content-Type", "application/json"}}).code() == "INVALID_REQUEST");
    CHECK(shop.grant(users(1), "Not-An-Id").code() == "INVALID_REQUEST");
    CHECK(shop.merchant.put("/v1/grants/g", users(1), as_csv).code() == "INVALID_REQUEST");
    CHECK(shop.merchant.put("/v1/grants/g?template=none", users(1), as_csv).code() == "NOT_FOUND");
    make_template(shop.database_url, {.id = "draft", .state = "draft"});
    CHECK(shop.merchant.put("/v1/grants/g?template=draft", users(1), as_csv).code() == "CONFLICT");
    CHECK(shop.merchant.get("/v1/grants/g").code() == "NOT_FOUND");
    CHECK(shop.merchant.get("/v1/grants").json()["grants"].empty());
    CHECK(shop.count("SELECT count(*) FROM fairdraw.grant_users") == 0);
}

TEST_CASE("grants are merchants' alone") {
    Shop shop;
    ApiClient user = shop.user("user-0");
    for (auto* client : {&user, &shop.operator_}) {
        CHECK(client->put("/v1/grants/g?template=welcome", users(1), as_csv).code() == "FORBIDDEN");
        for (const char* path : {"/v1/grants", "/v1/grants/g", "/v1/grants/g/refusals"})
            CHECK(client->get(path).code() == "FORBIDDEN");
        CHECK(client->post("/v1/grants/g/stop").code() == "FORBIDDEN");
    }
    CHECK(shop.anyone.put("/v1/grants/g?template=welcome", users(1), as_csv).code() == "UNAUTHENTICATED");
    CHECK(shop.grant(std::string(64 * 1024 * 1024 + 1, '\n')).code() == "PAYLOAD_TOO_LARGE");
}

TEST_CASE("who gets nothing is listed with the reason, page by page or as CSV") {
    Shop shop;
    query(shop.database_url, "UPDATE fairdraw.templates SET per_user = 1");
    query(shop.database_url, "UPDATE fairdraw.template_stock SET total = 4");
    CHECK(shop.grant("user-0\nuser-1\n", "before").status == 202);
    shop.wait_for_end("before");
    CHECK(shop.grant("user-0\nuser-2\nuser-2\n\"say \"\"hi\"\"\"\nuser-3\n").status == 202);
    const auto ended = shop.wait_for_end();
    CHECK(ended["issued"] == 2);
    CHECK(ended["refused"] == 3);

    const Json expected = Json::array({{{"place", 1}, {"user", "user-0"}, {"reason", "limit"}},
                                       {{"place", 3}, {"user", "user-2"}, {"reason", "repeated"}},
                                       {{"place", 5}, {"user", "user-3"}, {"reason", "sold_out"}}});
    CHECK(shop.refusals()["refusals"] == expected);
    auto seen = Json::array();
    std::string query;
    for (Json page; page.is_null() || !page["cursor"].is_null();) {
        page = shop.refusals("?limit=2" + query);
        for (const auto& each : page["refusals"]) seen.push_back(each);
        if (page["cursor"].is_string()) query = "&cursor=" + page["cursor"].get<std::string>();
    }
    CHECK(seen == expected);
    CHECK(shop.merchant.get("/v1/grants/g/refusals", {{"Accept", "text/csv"}}).body ==
          "place,user,reason\r\n1,\"user-0\",limit\r\n3,\"user-2\",repeated\r\n5,\"user-3\",sold_out\r\n");
    CHECK(shop.merchant.get("/v1/grants/g/refusals?cursor=x").code() == "INVALID_REQUEST");
    CHECK(shop.merchant.get("/v1/grants/none/refusals").code() == "NOT_FOUND");
}

TEST_CASE("grants are listed newest first, page by page, each once") {
    Shop shop;
    for (const char* id : {"a", "b", "c"}) CHECK(shop.grant(users(1), id).status == 202);
    const auto page = shop.merchant.get("/v1/grants?limit=2").json();
    CHECK(page["grants"][0]["grant"] == "c");
    CHECK(page["grants"][1]["grant"] == "b");
    const auto rest =
        shop.merchant.get("/v1/grants?limit=2&cursor=" + page["cursor"].get<std::string>()).json();
    CHECK(rest["grants"].size() == 1);
    CHECK(rest["grants"][0]["grant"] == "a");
    CHECK(rest["cursor"].is_null());
}

TEST_CASE("a stopped grant gives no more, and what was given stays") {
    Shop shop;
    {
        const OpenTransaction in_the_way(shop.database_url, hold_the_second_part);
        CHECK(shop.grant(users(12'000)).status == 202);
        in_the_way.wait_for_somebody();
        CHECK(shop.shown()["done"] == a_part);
        CHECK(shop.shown()["state"] == "running");
        const Pause pause(shop.database_url);
    }
    // Waits for the second part.
    const auto stopped = shop.merchant.post("/v1/grants/g/stop").json();
    CHECK(stopped["state"] == "stopped");
    CHECK(stopped["done"] == 2 * a_part);
    CHECK(stopped["ended_at"].is_string());
    CHECK(shop.merchant.post("/v1/grants/g/stop").json()["repeated"] == true);
    CHECK(shop.grant(users(12'000)).json()["state"] == "stopped");
    CHECK(shop.count("SELECT count(*) FROM fairdraw.coupons") == 2 * a_part);
    CHECK(shop.count("SELECT count(*) FROM fairdraw.grant_users") == 0);
    CHECK(shop.count("SELECT count(*) FROM fairdraw.actions WHERE action = 'stop_grant'") == 1);
}

TEST_CASE("what is finished cannot be stopped, nor what is not there") {
    Shop shop;
    CHECK(shop.grant(users(1)).status == 202);
    shop.wait_for_end();
    CHECK(shop.merchant.post("/v1/grants/g/stop").code() == "CONFLICT");
    CHECK(shop.merchant.post("/v1/grants/none/stop").code() == "NOT_FOUND");
}

TEST_CASE("a template that is stopped meanwhile: the rest of the list is refused") {
    Shop shop;
    {
        OpenTransaction in_the_way(shop.database_url,
                                   "SELECT FROM fairdraw.template_stock WHERE template_no = 1 FOR UPDATE");
        CHECK(shop.grant(users(3)).status == 202);
        in_the_way.wait_for_somebody();
        in_the_way.commit("UPDATE fairdraw.templates SET state = 'stopped', stopped_at = now()");
    }
    const auto ended = shop.wait_for_end();
    CHECK(ended["state"] == "finished");
    CHECK(ended["refused"] == 3);
    CHECK(shop.refusals()["refusals"][0]["reason"] == "closed");
    CHECK(shop.grant(users(3)).status == 200);
    CHECK(shop.grant(users(3), "late").code() == "CONFLICT");
}

TEST_CASE("killed in the middle, started again and sent again: each has exactly one") {
    Shop shop;
    {
        const OpenTransaction in_the_way(shop.database_url, hold_the_second_part);
        CHECK(shop.grant(users(12'000)).status == 202);
        in_the_way.wait_for_somebody();
        CHECK(shop.count("SELECT count(*) FROM fairdraw.coupons") == a_part);
        shop.server.kill(SIGKILL);
        CHECK(shop.server.wait().signal == SIGKILL);
        shop.server.restart();
        CHECK(shop.grant(users(12'000)).status == 200);
    }
    CHECK(shop.wait_for_end()["issued"] == 12'000);
    shop.check_each_has_one(12'000);
    CHECK(shop.grant(users(12'000)).json()["issued"] == 12'000);
}

TEST_CASE("killed at every point of an upload: sent again, it is one grant") {
    for_each_point(crash_points(std::array{fairdraw::coupons::steps::create_grant}),
                   [](const std::string& point) {
                       const bool committed = point.ends_with("after_commit");
                       Shop shop(armed(point));
                       CHECK_THROWS_AS(shop.grant(users(30)), NoAnswer);
                       CHECK(shop.server.wait().signal == SIGKILL);
                       shop.server.restart();
                       CHECK(shop.grant(users(30)).status == (committed ? 200 : 202));
                       CHECK(shop.wait_for_end()["issued"] == 30);
                       shop.check_each_has_one(30);
                   });
}

TEST_CASE("killed at every point of what the keeper of grants does: each has exactly one") {
    for_each_point(crash_points(std::array{fairdraw::coupons::steps::grant_next}),
                   [](const std::string& point) {
                       const bool committed = point.ends_with("after_commit");
                       Shop shop;
                       const Pause pause(shop.database_url);
                       CHECK(shop.grant(users(30)).status == 202);
                       CHECK(shop.server.stop().code == 0);
                       pause.end();
                       auto settings = armed(point);
                       settings.database_url = shop.database_url;
                       FairdrawServer doomed(settings, FairdrawServer::WaitFor::nothing);
                       CHECK(doomed.wait().signal == SIGKILL);
                       CHECK(shop.count("SELECT count(*) FROM fairdraw.coupons") == (committed ? 30 : 0));
                       shop.server.restart();
                       CHECK(shop.wait_for_end()["issued"] == 30);
                       shop.check_each_has_one(30);
                   });
}

TEST_CASE("killed at every point of a stop: asked again, it is stopped once") {
    for_each_point(
        crash_points(std::array{fairdraw::coupons::steps::stop_grant}), [](const std::string& point) {
            const bool committed = point.ends_with("after_commit");
            Shop shop(armed(point));
            const Pause pause(shop.database_url);
            CHECK(shop.grant(users(30)).status == 202);
            CHECK_THROWS_AS(shop.merchant.post("/v1/grants/g/stop"), NoAnswer);
            CHECK(shop.server.wait().signal == SIGKILL);
            shop.server.restart();
            const auto again = shop.merchant.post("/v1/grants/g/stop").json();
            CHECK(again["state"] == "stopped");
            CHECK(again.contains("repeated") == committed);
            CHECK(shop.count("SELECT count(*) FROM fairdraw.actions WHERE action = 'stop_grant'") == 1);
            CHECK(shop.count("SELECT count(*) FROM fairdraw.grant_users") == 0);
        });
}
