// A live round through the program, audited three ways that must agree: by anybody over HTTP, check by check
// with the auditor inside the database, which shares no code with the other.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "support/child_process.hpp"
#include "support/coupons_behind_the_back.hpp"
#include "support/postgres_cluster.hpp"
#include "support/stage.hpp"
#include "support/tokens.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

// SQL's t, f and null, by check.
using Verdicts = std::map<std::string, std::string>;

struct InSql {
    Verdicts verdicts;
    std::vector<std::string> order;
    std::string text;
};

InSql audit_in_sql(const Stage& stage, const std::string& round) {
    InSql audited;
    for (const auto& row :
         query(stage.database_url,
               "SET ROLE fairdraw_auditor; SELECT * FROM fairdraw.audit_round('" + round + "')")) {
        audited.verdicts[row[0]] = row[1];
        audited.order.push_back(row[0]);
        audited.text += fmt::format("{} {} {}\n", row[0], row[1], row[2]);
    }
    return audited;
}

// Every check of `fairdraw audit` is one of the database's auditor, in the same order, and where both can
// tell they say the same.
void check_auditors_agree(const Stage& stage, const std::string& round) {
    const auto sql = audit_in_sql(stage, round);
    const auto ran =
        run_fairdraw({"audit", fmt::format("{}/v1/rounds/{}/evidence", stage.server.url(), round), "--vkey",
                      TestKeys::shared().verifier_key(), "--json"});
    INFO(ran.output, "\n", sql.text);
    const auto report = Json::parse(ran.output);
    CHECK(report.at("verdict") == "pass");
    std::vector<std::string> ids;
    for (const auto& check : report.at("checks")) {
        const std::string id = check.at("id");
        ids.push_back(id);
        REQUIRE(sql.verdicts.count(id) == 1);
        if (sql.verdicts.at(id) == "null" || check.at("ok").is_null()) continue;
        CHECK_MESSAGE((sql.verdicts.at(id) == "t") == check.at("ok").get<bool>(), id);
    }
    REQUIRE(sql.order.size() > ids.size());
    CHECK(std::equal(ids.begin(), ids.end(), sql.order.begin()));
    for (const auto& [id, ok] : sql.verdicts) CHECK_MESSAGE(ok != "f", id);
    // What only this auditor sees is seen.
    for (const char* id : {"tag-key", "reserved", "in-window", "one-entry", "tags", "coupons", "columns"})
        CHECK_MESSAGE(sql.verdicts.at(id) == "t", id);
}

}  // namespace

TEST_CASE("a live round is audited inside the database, and both auditors agree check by check") {
    Stage stage;
    const auto plan = plan_round("audited", 3000, 3000);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, "audited", {"reserving"});
    for_each_of(40, [&](int i) { stage.user(user_name(i)).post("/v1/rounds/audited/reservation"); });
    wait_for_state(stage.anyone, "audited", {"entering"});
    for_each_of(40, [&](int i) { stage.user(user_name(i)).post("/v1/rounds/audited/entry"); });
    REQUIRE(stage.count("SELECT count(*) FROM fairdraw.entries") > 0);
    REQUIRE(stage.operator_
                .request("PUT", "/v1/rounds/audited/disqualifications/" + user_name(3),
                         R"({"reason": "shared_device"})")
                .status < 300);
    wait_for_draw(stage.anyone, "audited");
    check_auditors_agree(stage, "audited");
    // A friend's coupon shows to whoever sees the database, and to nobody else.
    query(stage.database_url, slip_in_coupon("FRIEND", "'friend'"));
    CHECK(audit(stage.server, "audited").verdict == "pass");
    CHECK(audit_in_sql(stage, "audited").verdicts.at("coupons") == "f");
}

TEST_CASE("a voided round, before its close, is audited the same way") {
    Stage stage;
    announce(stage.operator_, plan_open_round("off", 600'000));
    wait_for_state(stage.anyone, "off", {"entering"});
    for_each_of(5, [&](int i) { stage.user(user_name(i)).post("/v1/rounds/off/entry"); });
    REQUIRE(stage.operator_.post("/v1/rounds/off/void", R"({"reason": "power cut"})").status < 300);
    wait_for_state(stage.anyone, "off", {"void"});
    check_auditors_agree(stage, "off");
}
