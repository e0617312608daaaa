// The promise that comes with an entry: whoever holds it can show that they were left out.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "support/stage.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

std::string entry_path(const RoundPlan& plan) {
    return "/v1/rounds/" + plan.round + "/entry";
}

std::filesystem::path keep(const TemporaryFolder& folder, const std::string& name, const Json& receipt) {
    return folder.write(name + ".json", receipt.dump());
}

Json audited(const FairdrawServer& server, const RoundPlan& plan, const std::filesystem::path& receipt) {
    const auto result =
        run_fairdraw({"audit", server.url() + "/v1/rounds/" + plan.round + "/evidence", "--vkey",
                      TestKeys::shared().verifier_key(), "--receipt", receipt.string(), "--json"});
    return Json::parse(result.output);
}

Json check_named(const Json& report, const std::string& id) {
    for (const auto& check : report.at("checks"))
        if (check.at("id") == id) return check;
    return nullptr;
}

}  // namespace

TEST_CASE("every entrant's receipt holds, is the same when asked for again, and after a restart") {
    Stage stage;
    const auto plan = plan_open_round("promised", 2500);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    constexpr int users = 12;
    std::vector<Json> receipts(users);
    for_each_of(users, [&](int i) {
        receipts[static_cast<std::size_t>(i)] =
            stage.user(user_name(i)).post(entry_path(plan)).json().at("receipt");
    });
    CHECK(stage.user(user_name(3)).post(entry_path(plan)).json().at("receipt") == receipts[3]);
    wait_for_draw(stage.anyone, plan.round);

    const TemporaryFolder folder;
    for (int i = 0; i < users; ++i) {
        const auto report =
            audited(stage.server, plan, keep(folder, user_name(i), receipts[static_cast<std::size_t>(i)]));
        CHECK(report.at("verdict") == "pass");
        CHECK(check_named(report, "receipt").at("ok") == true);
    }

    stage.server.stop();
    stage.server.restart();
    CHECK(stage.user(user_name(7)).post(entry_path(plan)).json().at("receipt") == receipts[7]);
}

TEST_CASE("an operator who loses an entry on purpose is contradicted by its receipt") {
    Stage stage;
    const auto plan = plan_open_round("robbed", 2500);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    const auto receipt = stage.user("victim").post(entry_path(plan)).json().at("receipt");
    REQUIRE(stage.user("friend").post(entry_path(plan)).status == 201);
    CHECK(stage.count("WITH gone AS (DELETE FROM fairdraw.entries WHERE user_id = 'victim' RETURNING 1) "
                      "SELECT count(*) FROM gone") == 1);
    wait_for_draw(stage.anyone, plan.round);

    check_audit_passes(stage.server, plan.round);  // nothing else can show it
    const TemporaryFolder folder;
    const auto report = audited(stage.server, plan, keep(folder, "victim", receipt));
    CHECK(report.at("verdict") == "fail");
    CHECK(check_named(report, "receipt").at("ok") == false);
}
