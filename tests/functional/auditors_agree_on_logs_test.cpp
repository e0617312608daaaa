// Proofs, cosignatures and logs, good ones and bent ones, by both auditors.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <httplib.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/auditors.hpp"
#include "support/temporary_folder.hpp"

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

/// Evidence made anew, and the arguments to audit it with.
struct LoggedEvidence {
    TemporaryFolder folder;
    std::vector<json> audits = run_script("logged_evidence.mjs", folder.path());
};

AuditArguments arguments_after(AuditArguments place, const json& audit) {
    for (const json& argument : audit.at("arguments")) place.push_back(argument);
    return place;
}

}  // namespace

TEST_CASE("both auditors say the same of proofs and witnesses") {
    const LoggedEvidence evidence;
    std::vector<AuditArguments> audits;
    for (const json& audit : evidence.audits) {
        if (!audit.contains("round")) continue;
        const auto place = evidence.folder.path() / "rounds" / audit.at("round").get<std::string>();
        audits.push_back(arguments_after({place.string()}, audit));
    }
    REQUIRE(audits.size() > 100);
    check_auditors_agree(audits);
}

TEST_CASE("both auditors say the same of a log") {
    const LoggedEvidence evidence;
    const LogsServer server(evidence.folder.path() / "logs");
    std::vector<AuditArguments> audits;
    for (const json& audit : evidence.audits) {
        if (audit.contains("log")) {
            audits.push_back(arguments_after({"--log", server.address(audit.at("log"))}, audit));
        }
    }
    REQUIRE(audits.size() > 50);
    check_auditors_agree(audits);
}
