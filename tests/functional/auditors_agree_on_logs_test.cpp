// Proofs, cosignatures and logs, good ones and bent ones, by both auditors.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <httplib.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/auditors.hpp"
#include "support/child_process.hpp"
#include "support/stage.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_witness.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using nlohmann::json;

namespace {

constexpr std::size_t leaves_at_a_time = 2;

/// The logs in a folder, each under its name, as an operator's server gives its own.
class LogsServer {
  public:
    explicit LogsServer(std::filesystem::path logs) : logs_(std::move(logs)) {
        server_.Get("/([^/]+)/checkpoint", [this](const auto& request, auto& response) {
            response.set_content(read_file(logs_ / request.matches[1].str() / "checkpoint"), "text/plain");
        });
        server_.Get("/([^/]+)/leaves", [this](const auto& request, auto& response) {
            const json leaves = json::parse(read_file(logs_ / request.matches[1].str() / "leaves.json"));
            response.status = 400;
            const std::size_t from = std::stoul(request.get_param_value("from"));
            const std::size_t to = std::stoul(request.get_param_value("to"));
            if (from > to || to > leaves.size()) return;
            const std::size_t end = std::min(to, from + leaves_at_a_time);
            const json page(leaves.begin() + static_cast<std::ptrdiff_t>(from),
                            leaves.begin() + static_cast<std::ptrdiff_t>(end));
            response.status = 200;
            response.set_content(json{{"from", from}, {"to", end}, {"leaves", page}}.dump(),
                                 "application/json");
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
    }
    ~LogsServer() {
        server_.stop();
        thread_.join();
    }
    LogsServer(const LogsServer&) = delete;
    LogsServer& operator=(const LogsServer&) = delete;

    std::string address(const std::string& name) const {
        return fmt::format("http://127.0.0.1:{}/{}", port_, name);
    }

  private:
    std::filesystem::path logs_;
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
};

/// Holds the auditors against each other on what a script of tests/support makes anew.
void check_they_agree_on(const std::string& script, std::size_t at_least) {
    const TemporaryFolder folder;
    const LogsServer server(folder.path() / "logs");
    std::vector<AuditArguments> audits;
    for (const json& audit : run_script(script, folder.path())) {
        AuditArguments arguments;
        if (audit.contains("log"))
            arguments = {"--log", server.address(audit.at("log"))};
        else
            arguments = {(folder.path() / "rounds" / audit.at("round").get<std::string>()).string()};
        for (const json& argument : audit.at("arguments")) arguments.push_back(argument);
        audits.push_back(std::move(arguments));
    }
    REQUIRE(audits.size() > at_least);
    check_auditors_agree(audits);
}

/// How an auditor is asked about a running server's log.
AuditArguments log_of(const Stage& stage, const std::vector<std::string>& more) {
    AuditArguments arguments{"--log", stage.server.url() + "/v1/log", "--vkey",
                             TestKeys::shared().verifier_key()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

/// The checks that `fairdraw audit` finds so, with blanks between.
std::string ids_that_are(bool ok, AuditArguments arguments) {
    arguments.insert(arguments.begin(), "audit");
    arguments.push_back("--json");
    const json report = json::parse(run_fairdraw(arguments).output);
    std::vector<std::string> ids;
    for (const json& check : report.at("checks"))
        if (check.at("ok") == ok) ids.push_back(check.at("id"));
    return fmt::format("{}", fmt::join(ids, " "));
}

}  // namespace

TEST_CASE("both auditors say the same of proofs and witnesses") {
    check_they_agree_on("proofs_to_audit.mjs", 100);
}

TEST_CASE("both auditors say the same of a log") {
    check_they_agree_on("logs_to_audit.mjs", 50);
}

TEST_CASE("both auditors say the same of keys and signatures that hold points of small order") {
    check_they_agree_on("crafted_to_audit.mjs", 60);
}

TEST_CASE("both auditors say the same of a live log: empty, grown, and altered behind the program's back") {
    std::string key = read_file(TestKeys::shared().verifier_key());
    key.pop_back();
    const TestWitness witness("witness.example/w1", key);
    Stage stage({.arguments = {"--witness", witness.file().string()}});
    check_auditors_agree({log_of(stage, {})});
    announce(stage.operator_, plan_open_round("drawn", 300));
    const TemporaryFolder folder;
    const auto kept = folder.write("kept", stage.anyone.get("/v1/log/checkpoint").body).string();
    // So far off that nothing happens to it meanwhile.
    const auto opens_ms = now_ms() + 3'600'000;
    announce(stage.operator_, {.round = "voided", .reserve = {}, .enter = {opens_ms, opens_ms + 60'000}});
    REQUIRE(stage.operator_.post("/v1/rounds/voided/void", R"({"reason": "withdrawn"})").status == 200);
    wait_for_draw(stage.anyone, "drawn");
    wait_until("the whole log is shown with the witness's word", [&] {
        const std::string head = stage.anyone.get("/v1/log/checkpoint").body;
        return head.find("\n5\n") != std::string::npos &&
               head.find(" witness.example/w1 ") != std::string::npos;
    });
    const auto whole = log_of(stage, {"--since", kept, "--witness", witness.file().string()});
    check_auditors_agree({log_of(stage, {}), whole});
    CHECK(ids_that_are(true, whole) == "log-signature log-root log-grew log-witnessed log-rounds");

    query(
        stage.database_url,
        "UPDATE fairdraw.publications SET note = replace(note, 'odds 1/5', 'odds 2/5') WHERE leaf_index = 0");
    check_auditors_agree({log_of(stage, {}), whole});
    CHECK(ids_that_are(false, whole) == "log-root log-grew log-rounds");
}
