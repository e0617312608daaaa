// What both auditors say of a running service whose rows were altered, whose key changed, whose round waits
// for its draw; and of what people bring along from it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "support/auditors.hpp"
#include "support/child_process.hpp"
#include "support/stage.hpp"
#include "support/temporary_folder.hpp"

using namespace fairdraw::testing;
using nlohmann::json;

namespace {

std::string evidence_of(const FairdrawServer& server, const std::string& round) {
    return fmt::format("{}/v1/rounds/{}/evidence", server.url(), round);
}

json report_of(AuditArguments arguments) {
    check_auditors_agree({arguments});
    arguments.insert(arguments.begin(), "audit");
    arguments.push_back("--json");
    return json::parse(run_fairdraw(arguments).output);
}

/// The checks that both auditors find wrong; `{"unreadable"}` where nothing could be checked.
std::vector<std::string> failing(const AuditArguments& arguments) {
    const json report = report_of(arguments);
    if (report.at("verdict") == "unreadable") return {"unreadable"};
    std::vector<std::string> ids;
    for (const json& check : report.at("checks"))
        if (check.at("ok") == false) ids.push_back(check.at("id"));
    return ids;
}

/// A round of so many entrants, drawn.
void play(Stage& stage, const std::string& round, int entrants) {
    const RoundPlan plan = plan_open_round(round, entrants == 0 ? 300 : 2000);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, round, {"entering"});
    for_each_of(entrants, [&](int i) {
        CHECK(stage.user(user_name(i)).post("/v1/rounds/" + round + "/entry").status == 201);
    });
    wait_for_draw(stage.anyone, round);
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("rows dropped or added after the draw fail the audit over HTTP, and the service says which round") {
    Stage stage;
    play(stage, "altered", 12);
    const AuditArguments audit{evidence_of(stage.server, "altered"), "--vkey",
                               TestKeys::shared().verifier_key()};
    CHECK(failing(audit).empty());
    CHECK(stage.anyone.get("/metrics").body.find("\nfairdraw_altered_lists_total 0\n") != std::string::npos);

    query(stage.database_url,
          "CREATE TABLE kept AS SELECT * FROM fairdraw.entries WHERE user_id = 'user-005';"
          "DELETE FROM fairdraw.entries WHERE user_id = 'user-005'");
    CHECK(failing(audit).front() == "entries");
    query(stage.database_url,
          "INSERT INTO fairdraw.entries SELECT * FROM kept;"
          "UPDATE kept SET user_id = 'friend', tag = decode(repeat('ab', 16), 'hex');"
          "INSERT INTO fairdraw.entries SELECT * FROM kept");
    CHECK(failing(audit).front() == "entries");
    query(stage.database_url,
          "DELETE FROM fairdraw.entries WHERE user_id = 'friend';"
          "DELETE FROM fairdraw.winners WHERE rank = 1");
    CHECK(failing(audit) == Ids{"winners"});

    const std::string log = stage.server.log();
    CHECK(log.find("event=list_altered round=altered file=entries.txt lines=11 signed=12") !=
          std::string::npos);
    CHECK(log.find("event=list_altered round=altered file=winners.txt") != std::string::npos);
    CHECK(stage.anyone.get("/metrics").body.find("\nfairdraw_altered_lists_total 0\n") == std::string::npos);
}

TEST_CASE("a key is changed, and whoever audits the log goes on from one to the other") {
    const TemporaryFolder folder;
    const std::string old_key = TestKeys::shared().signing_key();
    const std::string old_vkey = TestKeys::shared().verifier_key();
    const std::string new_key = (folder.path() / "new.key").string();
    const std::string new_vkey = new_key + ".vkey";
    REQUIRE(run_fairdraw({"keygen", "--origin", "tests.example/coupons", "--out", new_key}).status.code == 0);
    Stage stage;
    play(stage, "before", 0);
    const auto keep = [&](const char* name, const FairdrawServer& server) {
        return folder.write(name, server.anyone().get("/v1/log/checkpoint").body).string();
    };
    const std::string kept = keep("kept", stage.server);
    stage.server.stop();
    const auto log_of = [](const FairdrawServer& server, std::vector<std::string> more) {
        more.insert(more.begin(), {"--log", server.url() + "/v1/log"});
        return more;
    };

    // While both keys are given, the old one leads up to a checkpoint from which the new one leads on.
    std::string bridge;
    {
        const FairdrawServer both({.database_url = stage.database_url,
                                   .arguments = {"--signing-key", old_key},
                                   .signing_key = new_key});
        bridge = keep("bridge", both);
        CHECK(failing(log_of(both, {"--since", kept, "--vkey", old_vkey})).empty());
        CHECK(failing(log_of(both, {"--since", kept, "--vkey", new_vkey})) == Ids{"log-grew"});
        CHECK(failing(log_of(both, {"--since", bridge, "--vkey", new_vkey})).empty());
    }

    const FairdrawServer now({.database_url = stage.database_url, .signing_key = new_key});
    ApiClient operator_ = now.operator_client();
    announce(operator_, plan_open_round("after", 60'000));
    CHECK(failing(log_of(now, {"--since", bridge, "--vkey", new_vkey})).empty());
    CHECK(failing(log_of(now, {"--since", bridge, "--vkey", old_vkey})) == Ids{"log-signature"});
    // Whoever comes later gives both keys.
    CHECK(failing(log_of(now, {"--since", kept, "--vkey", new_vkey})) == Ids{"log-grew"});
    CHECK(failing(log_of(now, {"--since", kept, "--vkey", new_vkey, "--vkey", old_vkey})).empty());
    // The log must be signed by the first all the same, and nobody else's key vouches for what was kept.
    CHECK(failing(log_of(now, {"--since", kept, "--vkey", old_vkey, "--vkey", new_vkey})) ==
          Ids{"log-signature"});
    const std::string other = (folder.path() / "other.key").string();
    REQUIRE(run_fairdraw({"keygen", "--origin", "tests.example/coupons", "--out", other}).status.code == 0);
    CHECK(failing(log_of(now, {"--since", kept, "--vkey", new_vkey, "--vkey", other + ".vkey"})) ==
          Ids{"log-grew"});
    CHECK(failing({evidence_of(now, "before"), "--vkey", old_vkey}).empty());
}

TEST_CASE("the whole answer to an entry is a receipt; that of another round is said to be one") {
    Stage stage;
    const RoundPlan plan = plan_open_round("promised", 2000);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    const TemporaryFolder folder;
    const auto answer = folder.write("entry", stage.user("someone").post("/v1/rounds/promised/entry").body);
    wait_for_draw(stage.anyone, plan.round);
    CHECK(failing({evidence_of(stage.server, "promised"), "--receipt", answer.string()}).empty());
    play(stage, "another", 0);
    const AuditArguments audit{evidence_of(stage.server, "another"), "--receipt", answer.string()};
    CHECK(failing(audit) == Ids{"receipt"});
    CHECK(report_of(audit).at("checks").back().at("detail").get<std::string>().find(
              "this receipt is of round promised") == 0);
}

TEST_CASE("of a round that waits for its draw both say when it is due") {
    Stage stage;
    const auto opens_ms = now_ms() + 3'600'000;
    announce(stage.operator_, {.round = "later", .reserve = {}, .enter = {opens_ms, opens_ms + 60'000}});
    for (const std::string& message : why_unreadable({evidence_of(stage.server, "later")}))
        CHECK(message.find("due after " + rfc3339(opens_ms + 60'000)) != std::string::npos);
    std::string without_scheme = evidence_of(stage.server, "later");
    without_scheme.erase(0, std::string("http://").size());
    for (const std::string& message : why_unreadable({without_scheme}))
        CHECK(message.find("http://") != std::string::npos);
}
