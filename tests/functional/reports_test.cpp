// The numbers that a platform reads, and a ledger that does not add up.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "support/stage.hpp"
#include "support/tokens.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

struct ReportStage : Stage {
    ReportStage() {
        run(R"(INSERT INTO fairdraw.templates (template_id, title, currency, benefit, scope, stacking, valid_days, claim_from, claim_to, audience, state,
                                               published_at)
               VALUES ('t', 'T', 'TWD', '{}', '{}', '{}', 10, '2000-01-01', '2999-01-01', 'everyone', 'published', now()))");
        run("INSERT INTO fairdraw.template_stock (template_no) SELECT template_no FROM fairdraw.templates");
    }

    void run(const std::string& sql) const { query(database_url, sql); }
    std::string issue(const std::string& why, const std::string& user) const {
        return query_value(
            database_url,
            fmt::format("SELECT i.code FROM fairdraw.templates t, fairdraw.issue(t.template_no, '{}', NULL, "
                        "ARRAY['{}'], ARRAY['a']) i",
                        why, user));
    }
    void hold(const std::string& order, const std::string& user, const std::string& code, int amount) const {
        run(
            fmt::format("SELECT fairdraw.hold_order('{}', '{}', ARRAY['{}'], ARRAY[{}], 'TWD', '\\x00', "
                        "fairdraw.now_ms() + 900000, 'shop', '{{}}')",
                        order, user, code, amount));
    }
    void settle(const std::string& order, const std::string& change) const {
        run(fmt::format("SELECT fairdraw.settle_order('{}', '{}', 'shop')", order, change));
    }
    void expire(const std::string& code) const {
        run(fmt::format(
            "SET session_replication_role = replica; UPDATE fairdraw.issues SET issued_at = issued_at - "
            "interval '1 day', expires_at = clock_timestamp() WHERE issue_no = (SELECT issue_no FROM "
            "fairdraw.coupons WHERE code = '{0}'); UPDATE fairdraw.issue_tasks SET due_at = "
            "clock_timestamp() "
            "WHERE issue_no = (SELECT issue_no FROM fairdraw.coupons WHERE code = '{0}')",
            code));
    }
    ApiClient merchant() const {
        return ApiClient(server.url(), sign_token({"m", "merchant", 600}, TestKeys::shared().jwt_secret()));
    }
};

}  // namespace

TEST_CASE("a template's numbers are those of its coupons' changes") {
    ReportStage stage;
    const auto path = "/v1/templates/t/statistics";
    CHECK(stage.merchant().get(path).json().at("issued") == 0);
    for (const auto& [user, amount, end] :
         std::vector<std::tuple<std::string, int, std::string>>{{"held", 1, ""},
                                                                {"used", 10, "used"},
                                                                {"cancelled", 100, "cancelled"},
                                                                {"reverted", 1000, "reverted"},
                                                                {"lapsed", 10000, ""}}) {
        stage.hold("o-" + user, user, stage.issue("claim", user), amount);
        if (end == "reverted") stage.settle("o-" + user, "used");
        if (!end.empty()) stage.settle("o-" + user, end);
    }
    stage.issue("grant", "g");
    stage.expire(stage.issue("claim", "expired"));
    stage.run("UPDATE fairdraw.orders SET hold_expires_at = clock_timestamp() WHERE order_id = 'o-lapsed'");
    wait_until("the clock to do its part", [&] {
        return stage.count("SELECT count(*) FROM fairdraw.coupon_changes WHERE actor = 'clock'") == 2;
    });
    const Json counts = stage.merchant().get(path).json();
    CHECK(counts.at("issued") == 7);
    CHECK(counts.at("issued_by").at("claim") == 6);
    CHECK(counts.at("issued_by").at("grant") == 1);
    CHECK(counts.at("held") == 1);
    CHECK(counts.at("used") == 1);
    CHECK(counts.at("reverted") == 1);
    CHECK(counts.at("expired") == 1);
    CHECK(counts.at("amounts") == Json{{"held", 1}, {"used", 10}, {"reverted", 1000}});
    CHECK(stage.merchant().get("/v1/templates/none/statistics").code() == "NOT_FOUND");
    CHECK(stage.merchant().get("/v1/statistics").json() == Json{{"templates", {counts}}});
    for (const auto* each : {path, "/v1/statistics"}) {
        const auto table = stage.merchant().get(each, {{"Accept", "text/csv"}});
        CHECK(table.header("Content-Type") == "text/csv; charset=utf-8; header=present");
        CHECK(table.body ==
              "template,currency,issued,draw,first_come,grant,claim,code,held,used,expired,reverted,"
              "amount_held,amount_used,amount_reverted\r\nt,TWD,7,0,0,1,6,0,1,1,1,1,1,10,1000\r\n");
    }
    CHECK(stage.user("u").get(path).code() == "FORBIDDEN");
}

TEST_CASE("a campaign's numbers are those of its rounds' coupons") {
    ReportStage stage;
    const std::string path = "/v1/campaigns/daily/statistics";
    CHECK(stage.operator_.get(path).code() == "NOT_FOUND");
    stage.operator_.post("/v1/campaigns", R"({"campaign": "daily", "first_day": "2999-01-01"})");
    stage.hold("o-1", "of-no-campaign", stage.issue("claim", "of-no-campaign"), 5);
    CHECK(stage.operator_.get(path).json().at("templates").empty());
    CHECK(stage.operator_.get(path, {{"Accept", "text/csv"}}).body.find("\r\n") ==
          stage.operator_.get(path, {{"Accept", "text/csv"}}).body.size() - 2);

    // A draw of the same template, of the campaign.
    auto plan = plan_open_round("evening", 3000);
    plan.quota = "odds 1/1 floor";
    auto body = Json::parse(plan.json());
    body["template"] = "t";
    REQUIRE(stage.operator_.post("/v1/rounds", body.dump()).status == 201);
    wait_for_state(stage.anyone, "evening", {"entering"});
    for (const char* user : {"ann", "bob"})
        CHECK(stage.user(user).post("/v1/rounds/evening/entry").status == 201);
    wait_for_draw(stage.anyone, "evening");
    stage.run("UPDATE fairdraw.rounds SET campaign_id = 'daily', day = '2998-12-31'");
    stage.hold("o-2", "ann",
               query_value(stage.database_url, "SELECT code FROM fairdraw.coupons WHERE user_id = 'ann'"), 7);
    stage.settle("o-2", "used");
    const Json won = stage.operator_.get(path).json().at("templates");
    REQUIRE(won.size() == 1);
    CHECK(won[0].at("template") == "t");
    CHECK(won[0].at("issued") == 2);
    CHECK(won[0].at("issued_by").at("draw") == 2);
    CHECK(won[0].at("issued_by").at("claim") == 0);
    CHECK(won[0].at("held") == 0);
    CHECK(won[0].at("used") == 1);
    CHECK(won[0].at("amounts") == Json{{"held", 0}, {"used", 7}, {"reverted", 0}});
    CHECK(stage.operator_.get(path, {{"Accept", "text/csv"}})
              .body.ends_with("\r\nt,TWD,2,2,0,0,0,0,0,1,0,0,0,7,0\r\n"));
}

TEST_CASE("a report may take minutes, and not for ever") {
    ReportStage stage;
    stage.run(
        "CREATE OR REPLACE FUNCTION fairdraw.check_ledger() RETURNS TABLE (problem text, code text, order_id "
        "text, "
        "detail text) LANGUAGE sql STABLE AS $$ SELECT 'order', NULL, NULL, "
        "current_setting('statement_timeout') $$");
    CHECK(stage.operator_.get("/v1/reconciliation").json().at("findings").at(0).at("detail") == "5min");
}

TEST_CASE("the reconciliation finds nothing where all is well, and names what was changed behind its back") {
    ReportStage stage;
    const auto code = stage.issue("claim", "u");
    stage.hold("o", "u", code, 5);
    stage.settle("o", "used");
    const Json well = stage.operator_.get("/v1/reconciliation").json();
    CHECK(well.at("ok") == true);
    CHECK(well.at("coupons") == 1);
    CHECK(well.at("changes") == 2);
    CHECK(well.at("orders") == 1);

    stage.run("UPDATE fairdraw.orders SET discount = 4");
    const Json found = stage.operator_.get("/v1/reconciliation").json();
    CHECK(found.at("ok") == false);
    const std::string why = "confirmed with 1 coupons for 4; its coupons say 1 for 5";
    CHECK(found.at("findings") ==
          Json::array({{{"problem", "order"}, {"coupon", nullptr}, {"order", "o"}, {"detail", why}}}));
    CHECK(stage.operator_.get("/v1/reconciliation", {{"Accept", "text/csv"}}).body ==
          "problem,coupon,order,detail\r\norder,,o," + why + "\r\n");
    CHECK(stage.merchant().get("/v1/reconciliation").code() == "FORBIDDEN");
}
