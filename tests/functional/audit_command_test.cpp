// `fairdraw audit` as its users meet it: exit status, JSON, words, and evidence over HTTP. The evidence is
// the vectors'; no database takes part.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <httplib.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "support/child_process.hpp"
#include "support/temporary_folder.hpp"

using namespace fairdraw::testing;
using nlohmann::json;

namespace {

const std::filesystem::path bundles = std::filesystem::path(FAIRDRAW_VECTORS) / "bundles";

struct Audited {
    int status;
    json report;
    std::vector<std::string> failing;
};

Audited audit_json(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "audit");
    arguments.push_back("--json");
    const auto result = run_fairdraw(arguments);
    INFO(result.output << result.errors);
    Audited audited{.status = result.status.code, .report = json::parse(result.output), .failing = {}};
    for (const auto& check : audited.report.at("checks")) {
        if (check.at("ok") == false) audited.failing.push_back(check.at("id"));
    }
    return audited;
}

std::string audit_for_person(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "audit");
    return run_fairdraw(arguments).output;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

int status_of_verdict(const std::string& verdict) {
    return verdict == "pass" ? 0 : verdict == "fail" ? 1 : 2;
}

json read_json(const std::filesystem::path& file) {
    return json::parse(read_file(file));
}

/// The vectors' bundles over HTTP, with what a test does differently about a file. Whoever starts one asks it
/// something.
class EvidenceServer {
  public:
    using Answer = std::function<bool(const std::string& file, httplib::Response& response)>;

    /// `answer` is asked first, and says whether it has answered.
    explicit EvidenceServer(Answer answer = {}) : answer_(std::move(answer)) {
        server_.Get("/(.+)/([^/]+)", [this](const httplib::Request& request, httplib::Response& response) {
            const std::string file = request.matches[2];
            if (answer_ && answer_(file, response)) return;
            const auto path = bundles / request.matches[1].str() / file;
            response.status = std::filesystem::exists(path) ? 200 : 404;
            if (response.status == 200) response.set_content(read_file(path), "text/plain");
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
    }
    ~EvidenceServer() {
        server_.stop();
        thread_.join();
    }
    EvidenceServer(const EvidenceServer&) = delete;
    EvidenceServer& operator=(const EvidenceServer&) = delete;

    std::string address(const std::string& bundle) const {
        return fmt::format("http://127.0.0.1:{}/{}", port_, bundle);
    }

  private:
    Answer answer_;
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
};

/// The whole verdict on three-hundred, with one file answered by a status.
Audited audit_with_status(const std::string& file, int status) {
    const EvidenceServer server([&](const std::string& asked, httplib::Response& response) {
        if (asked != file) return false;
        response.status = status;
        response.set_header("Location", "http://127.0.0.1/elsewhere");
        return true;
    });
    return audit_json({server.address("three-hundred")});
}

}  // namespace

TEST_CASE("every bundle: verdict, exit status and failing checks") {
    const json expected = read_json(bundles / "expected.json");
    for (const auto& [name, wanted] : expected.items()) {
        CAPTURE(name);
        auto failing = wanted.at("failing").get<std::vector<std::string>>();
        std::erase(failing, "beacon-signature");  // there is no pairing here
        std::string verdict = wanted.at("verdict");
        if (verdict == "fail" && failing.empty()) verdict = "pass";
        const Audited audited = audit_json({(bundles / name).string()});
        CHECK(audited.report.at("verdict") == verdict);
        CHECK(audited.status == status_of_verdict(verdict));
        CHECK(audited.failing == failing);
        CHECK(audited.report.at("message").is_null() == (verdict != "unreadable"));
        CHECK(audited.report.at("checks").empty() == (verdict == "unreadable"));
    }
}

TEST_CASE("every receipt: verdict and exit status") {
    const json expected = read_json(bundles / "receipts" / "expected.json");
    for (const auto& [name, wanted] : expected.items()) {
        CAPTURE(name);
        const auto bundle = bundles / wanted.at("bundle").get<std::string>();
        const auto receipt = bundles / "receipts" / (name + ".json");
        const Audited audited = audit_json({bundle.string(), "--receipt", receipt.string()});
        CHECK(audited.report.at("verdict") == wanted.at("verdict"));
        CHECK(audited.status == status_of_verdict(wanted.at("verdict")));
        if (wanted.at("verdict") == "fail") CHECK(audited.failing == std::vector<std::string>{"receipt"});
    }
}

TEST_CASE("a receipt that is no JSON object, lacks a type, or says something twice is unreadable") {
    const TemporaryFolder folder;
    const std::string good = read_file(bundles / "receipts" / "alone.json");
    const auto status = [&](const std::string& content) {
        const auto file = folder.write("receipt.json", content);
        return audit_json({(bundles / "three-hundred").string(), "--receipt", file.string()}).status;
    };
    const auto replaced = [&](const std::string& from, const std::string& to) {
        return std::string(good).replace(good.find(from), from.size(), to);
    };
    CHECK(status(good) == 0);
    CHECK(status(replaced("\"index\": 0", "\"further\": [{}], \"index\": 0")) == 0);
    for (const std::string& bad :
         {std::string(), std::string("[]"), std::string("null"), good + "x", good.substr(0, 100),
          good + std::string("\0x", 2), replaced("\"index\": 0", "\"index\": \"0\""),
          replaced("\"index\": 0", "\"index\": 0.0"), replaced("\"index\": 0", "\"index\": 0, \"index\": 0"),
          replaced("\"path\": []", "\"path\": {}"), replaced("\"path\": []", "\"path\": [1]"),
          replaced("\"origin\": \"", "\"origin\": \"\xff")}) {
        CAPTURE(bad);
        CHECK(status(bad) == 2);
    }
    CHECK(audit_json({(bundles / "seven").string(), "--receipt", (folder.path() / "none").string()}).status ==
          2);
}

TEST_CASE("a person is told what was not checked, and what no beacon and no pinned key mean") {
    const std::string text = audit_for_person({(bundles / "seven").string()});
    CHECK(contains(text, "PASS"));
    CHECK(contains(text, "not checked: published"));
    CHECK(contains(text, "could choose the winners"));
    CHECK(contains(text, "key was not pinned"));

    const auto vkey = (bundles / "drand-quicknet-1000" / "operator.vkey").string();
    const std::string beacon = audit_for_person({(bundles / "drand-quicknet-1000").string(), "--vkey", vkey});
    CHECK(contains(beacon, "not checked: beacon-signature, published"));
    CHECK(contains(beacon, "no witness has said that the list was closed before the beacon was due"));
    CHECK_FALSE(contains(beacon, "beacon none"));
    CHECK_FALSE(contains(beacon, "not pinned"));

    CHECK(contains(audit_for_person({(bundles / "tampered" / "winner-added").string()}), "FAIL: winners"));
    CHECK(contains(audit_for_person({(bundles / "unreadable" / "leading-zero").string()}),
                   "close.txt, line 6"));
}

TEST_CASE("a person is told that a round was voided, why, and that its result could be withheld") {
    const std::string text = audit_for_person({(bundles / "void-after-the-close").string()});
    CHECK(contains(text,
                   "\nPASS: nothing contradicts what was signed, which says that the round was VOIDED\n"));
    CHECK(contains(text, "VOIDED after the close, and nobody won. The operator's reason: the shop withdrew"));
    CHECK(text.ends_with("No audit of these files can rule that out.\n"));
    CHECK(contains(text, "withhold it by voiding the round"));
    const json report = audit_json({(bundles / "void-before-the-close").string()}).report;
    CHECK(report.at("void") == json{{"reason", "the shop withdrew the offer"},
                                    {"closed", false},
                                    {"operator_could_withhold", true}});
    CHECK(report.at("operator_could_choose").is_null());
    CHECK(audit_json({(bundles / "seven").string()}).report.at("void").is_null());
    CHECK(
        audit_json({(bundles / "unreadable" / "bom").string()}).report.at("operator_could_choose").is_null());
}

TEST_CASE("a receipt of another round is said to be one, loudly") {
    const auto receipt = (bundles / "receipts" / "alone.json").string();
    const std::string text = audit_for_person({(bundles / "seven").string(), "--receipt", receipt});
    CHECK(contains(text, "THE RECEIPT IS OF ANOTHER ROUND, daily-2026-11-21."));
    CHECK_FALSE(contains(audit_for_person({(bundles / "three-hundred").string(), "--receipt", receipt}),
                         "ANOTHER ROUND"));
}

TEST_CASE("of a round only one key is taken, and a place is no address without its scheme") {
    const auto vkey = (bundles / "seven" / "operator.vkey").string();
    const auto twice = run_fairdraw({"audit", (bundles / "seven").string(), "--vkey", vkey, "--vkey", vkey});
    CHECK(twice.status.code == 2);
    CHECK(contains(twice.errors, "--vkey"));
    CHECK(contains(audit_json({"127.0.0.1:1/v1/rounds/r/evidence"}).report.at("message"), "http://"));
}

TEST_CASE("a further drand chain, from drand's own description of it") {
    const TemporaryFolder folder;
    const auto bundle = (bundles / "tampered" / "chain-nobody-knows").string();
    const json info{{"public_key", std::string(192, 'a')},
                    {"period", 3},
                    {"genesis_time", 1692803367},
                    {"hash", "abababababababababababababababababababababababababababababababab"},
                    {"groupHash", std::string(64, 'b')},
                    {"schemeID", "bls-unchained-g1-rfc9380"},
                    {"metadata", {{"beaconID", "other"}}}};
    const auto status = [&](const json& chain) {
        return audit_json({bundle, "--drand-chain", folder.write("chain.json", chain.dump()).string()})
            .status;
    };
    const auto altered = [&](const char* field, const json& value) {
        json chain = info;
        chain[field] = value;
        return chain;
    };
    CHECK(status(info) == 0);
    CHECK(status(altered("genesis_time", 1692803397)) == 1);
    CHECK(status(altered("schemeID", "pedersen-bls-chained")) == 2);
    CHECK(status(altered("period", 0)) == 2);
    CHECK(status(altered("hash", "ab")) == 2);
    CHECK(status(altered("hash", "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971")) == 2);
    CHECK(status(altered("public_key", std::string(190, 'a'))) == 2);
    CHECK(status(json::array()) == 2);
}

TEST_CASE("files given on the command line must be there and be what they should") {
    const TemporaryFolder folder;
    const auto bundle = (bundles / "seven").string();
    const auto missing = (folder.path() / "missing").string();
    for (const char* option : {"--vkey", "--receipt", "--drand-chain", "--witness"}) {
        CAPTURE(option);
        CHECK(audit_json({bundle, option, missing}).status == 2);
        CHECK(audit_json({bundle, option, folder.path().string()}).status == 2);
    }
    CHECK(audit_json({bundle, "--vkey", folder.write("vkey", "no key\n").string()}).status == 2);
    CHECK(audit_json({bundle, "--witness", folder.write("witness", "w.example+…\n").string()}).status == 2);
    CHECK(audit_json({missing}).status == 2);
}

TEST_CASE("over HTTP the same evidence gets the same verdict") {
    const EvidenceServer server;
    for (const char* bundle :
         {"three-hundred", "drand-quicknet-1000", "void-before-the-close", "void-after-the-close",
          "tampered/entry-added", "tampered/void-hides-the-close", "unreadable/entries-crlf",
          "unreadable/vkey-missing"}) {
        CAPTURE(bundle);
        const Audited near = audit_json({(bundles / bundle).string()});
        for (const std::string& address : {server.address(bundle), server.address(bundle) + "/"}) {
            const Audited far = audit_json({address});
            CHECK(far.status == near.status);
            CHECK(far.report == near.report);
        }
    }
}

TEST_CASE("over HTTP only 404 and 410 mean missing") {
    for (const int status : {404, 410}) {
        CHECK(audit_with_status("void.txt", status).status == 0);
        CHECK(audit_with_status("winners.txt", status).report.at("message") == "winners.txt: missing");
    }
    for (const int status : {204, 206, 301, 302, 401, 403, 429, 500, 503}) {
        CAPTURE(status);
        const Audited audited = audit_with_status("void.txt", status);
        CHECK(audited.status == 2);
        CHECK(contains(audited.report.at("message"), std::to_string(status)));
    }
}

TEST_CASE("an answer that breaks off is trouble, even after a whole line") {
    const EvidenceServer server([](const std::string& file, httplib::Response& response) {
        if (file != "entries.txt") return false;
        const std::string entries = read_file(bundles / "three-hundred" / file);
        response.set_content_provider(entries.size(), "text/plain",
                                      [entries](std::size_t, std::size_t, httplib::DataSink& sink) {
                                          sink.write(entries.data(), 330);
                                          return false;
                                      });
        return true;
    });
    const Audited audited = audit_json({server.address("three-hundred")});
    CHECK(audited.status == 2);
    CHECK(contains(audited.report.at("message"), "broke off"));
}

TEST_CASE("an address that is none, or where nobody is, is trouble") {
    for (const char* address : {"http://", "http:///x", "http://127.0.0.1:1/x", "http://user@127.0.0.1/x",
                                "http://127.0.0.1/a b", "http://127.0.0.1/a?b", "ftp://127.0.0.1/x"}) {
        CAPTURE(address);
        CHECK(audit_json({address}).status == 2);
    }
}
