// The C++ and the JavaScript auditor share no code: what both say of the same evidence is held against each
// other.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <httplib.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/auditors.hpp"
#include "support/stage.hpp"
#include "support/temporary_folder.hpp"

using namespace fairdraw::testing;
using nlohmann::json;

namespace {

const std::filesystem::path bundles = std::filesystem::path(FAIRDRAW_VECTORS) / "bundles";

std::string bundle(const std::string& name) {
    return (bundles / name).string();
}

json expected_in(const std::filesystem::path& folder) {
    return json::parse(read_file(folder / "expected.json"));
}

/// The vectors' bundles over HTTP.
class BundlesServer {
  public:
    BundlesServer() {
        server_.set_mount_point("/", bundles.string());
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
    }
    ~BundlesServer() {
        server_.stop();
        thread_.join();
    }
    BundlesServer(const BundlesServer&) = delete;
    BundlesServer& operator=(const BundlesServer&) = delete;

    std::string address(const std::string& name) const {
        return fmt::format("http://127.0.0.1:{}/{}", port_, name);
    }

  private:
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
};

std::string evidence_of(const Stage& stage, const RoundPlan& plan) {
    return fmt::format("{}/v1/rounds/{}/evidence", stage.server.url(), plan.round);
}

/// The round as it stands, by everybody's reading: with its key pinned, and without.
void check_both_agree_on(const Stage& stage, const RoundPlan& plan) {
    const std::string place = evidence_of(stage, plan);
    check_auditors_agree({{place}, {place, "--vkey", TestKeys::shared().verifier_key()}});
}

void enter(const Stage& stage, const RoundPlan& plan, int count) {
    for_each_of(count, [&](int i) {
        CHECK(stage.user(user_name(i)).post("/v1/rounds/" + plan.round + "/entry").status == 201);
    });
}

}  // namespace

TEST_CASE("both auditors say the same of every bundle") {
    const json expected = expected_in(bundles);
    std::vector<AuditArguments> audits;
    for (const auto& [name, wanted] : expected.items()) audits.push_back({bundle(name)});
    REQUIRE(audits.size() > 100);
    check_auditors_agree(audits);
}

TEST_CASE("both auditors say the same of every receipt, with every kind of round") {
    const json expected = expected_in(bundles / "receipts");
    std::vector<AuditArguments> audits;
    for (const auto& [name, wanted] : expected.items()) {
        const std::string receipt = (bundles / "receipts" / (name + ".json")).string();
        audits.push_back({bundle(wanted.at("bundle")), "--receipt", receipt});
        audits.push_back({bundle("void-before-the-close"), "--receipt", receipt});
    }
    for (const char* name :
         {"void-after-the-close", "drand-quicknet-1000", "unreadable/bom", "without-reservation"}) {
        audits.push_back({bundle(name), "--receipt", bundle("receipts/alone.json")});
    }
    check_auditors_agree(audits);
}

TEST_CASE("both auditors take and refuse the same receipts") {
    const TemporaryFolder folder;
    const std::string good = read_file(bundles / "receipts" / "alone.json");
    std::vector<std::string> receipts{
        good, "", "[]", "null", good + "x", good.substr(0, 100), "\xef\xbb\xbf" + good};
    for (const char* index :
         {R"("index": 0, "index": 0)", R"("index": 0, "\u0069ndex": 0)",
          R"("index": 0, "a": {"b": 1, "b": 2})", R"("index": 0, "a": [{"b": 1}, {"b": 2}])",
          R"("index": 0.0)", R"("index": 0e0)", R"("index": -0)", R"("index": -1)", R"("index": "0")",
          R"("index": 1099511627776)", R"("index": 1099511627777)", R"("index": 18446744073709551616)",
          R"("index": 0, "a": 1e999)", R"("index": 0, "a": "\ud800")", R"("index": 00)", R"("index": +0)",
          R"("index": 0, "a": nan)", R"("index": 0, "": {"": 1})"}) {
        receipts.push_back(std::string(good).replace(good.find("\"index\": 0"), 10, index));
    }
    // So with the whole answer to an entry.
    const std::size_t alone = receipts.size();
    for (std::size_t i = 0; i < alone; ++i)
        receipts.push_back(R"({"round": "r", "repeated": true, "receipt": )" + receipts[i] + "}");
    for (const char* answer : {R"({"receipt": null})", R"({"receipt": []})", R"({"receipt": "{}"})",
                               R"({"receipt": {}})", R"({"receipt": {"receipt": {}}})", "{}"}) {
        receipts.emplace_back(answer);
    }
    // Of a receipt such a member is a further field.
    receipts.push_back(
        std::string(good).replace(good.find("\"index\": 0"), 10, R"("index": 0, "receipt": 1)"));
    std::vector<AuditArguments> audits;
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        const auto file = folder.write(fmt::format("receipt-{}.json", i), receipts[i]);
        audits.push_back({bundle("three-hundred"), "--receipt", file.string()});
    }
    check_auditors_agree(audits);
}

TEST_CASE("both auditors say the same with a key pinned, and with a chain given") {
    const TemporaryFolder folder;
    // quicknet's key under another hash, as that bundle has it.
    const json chain{
        {"public_key",
         "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
         "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"},
        {"period", 3},
        {"genesis_time", 1692803367},
        {"hash", std::string(64, 'a').replace(
                     1, 63, "bababababababababababababababababababababababababababababababab")},
        {"schemeID", "bls-unchained-g1-rfc9380"}};
    const auto keep = [&](const std::string& name, const json& described) {
        return folder.write(name, described.dump()).string();
    };
    int files = 0;
    const auto given = [&](const char* member, const json& value) {
        json changed = chain;
        changed[member] = value;
        return keep(fmt::format("{}-{}.json", member, files++), changed);
    };
    json keyless = chain;
    keyless.erase("public_key");
    json quicknet = chain;
    quicknet["hash"] = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
    json another_key = quicknet;
    another_key["public_key"] = std::string(192, 'a');
    const std::string unknown = bundle("tampered/chain-nobody-knows");
    check_auditors_agree({
        {bundle("seven"), "--vkey", bundle("seven/operator.vkey")},
        {bundle("seven"), "--vkey", bundle("tampered/key-of-another-name/operator.vkey")},
        {bundle("unreadable/vkey-missing"), "--vkey", bundle("seven/operator.vkey")},
        {bundle("seven"), "--vkey", bundle("unreadable/vkey-id-wrong/operator.vkey")},
        {bundle("seven"), "--vkey", folder.path().string()},
        {(folder.path() / "missing").string()},
        {unknown, "--drand-chain", given("period", 3)},
        {unknown, "--drand-chain", given("period", 0)},
        {unknown, "--drand-chain", given("period", "3")},
        {unknown, "--drand-chain", given("genesis_time", 1692803397)},
        {unknown, "--drand-chain", given("genesis_time", -1)},
        {unknown, "--drand-chain", given("hash", "ab")},
        {unknown, "--drand-chain", given("schemeID", "pedersen-bls-chained")},
        {unknown, "--drand-chain", given("public_key", 1)},
        {unknown, "--drand-chain", given("public_key", "")},
        {unknown, "--drand-chain", given("public_key", std::string(190, 'a'))},
        {unknown, "--drand-chain", given("public_key", std::string(192, 'A'))},
        {unknown, "--drand-chain", keep("keyless.json", keyless)},
        {unknown, "--drand-chain", keep("quicknet.json", quicknet)},
        {unknown, "--drand-chain", keep("with-another-key.json", another_key)},
    });
}

TEST_CASE("both auditors say the same over HTTP") {
    const BundlesServer server;
    std::vector<AuditArguments> audits{
        {"http://127.0.0.1:1/x"}, {"http://"}, {server.address("nothing-there")}};
    for (const char* name :
         {"three-hundred", "drand-quicknet-1000", "void-before-the-close", "void-after-the-close",
          "tampered/entry-added", "tampered/void-hides-the-close", "unreadable/entries-crlf",
          "unreadable/file-missing", "unreadable/draw-and-void"}) {
        audits.push_back({server.address(name)});
    }
    audits.push_back({server.address("three-hundred") + "/", "--receipt", bundle("receipts/alone.json")});
    check_auditors_agree(audits);
}

TEST_CASE("both auditors say the same of a live round that was drawn") {
    Stage stage;
    const RoundPlan plan = plan_open_round("agreed", 2000);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    enter(stage, plan, 23);
    wait_for_draw(stage.anyone, plan.round);
    check_both_agree_on(stage, plan);
}

TEST_CASE(
    "both auditors say the same of a live round before it is announced, until it is voided, and after") {
    Stage stage;
    // So far off that nothing happens to it meanwhile.
    const auto opens_ms = now_ms() + 3'600'000;
    const RoundPlan plan{.round = "withdrawn", .reserve = {}, .enter = {opens_ms, opens_ms + 60'000}};
    check_both_agree_on(stage, plan);
    announce(stage.operator_, plan);
    check_both_agree_on(stage, plan);
    const std::string path = "/v1/rounds/" + plan.round + "/void";
    REQUIRE(stage.operator_.post(path, R"({"reason": "withdrawn"})").status == 200);
    check_both_agree_on(stage, plan);
}
