// docs/trust.md, row by row: what others could do whom one has to do with (relays, witnesses, thieves), and
// what an operator could who shows different people different logs.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <httplib.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "functional/trust_stage.hpp"
#include "support/child_process.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_witness.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;
using nlohmann::json;

namespace {

const Ids nothing;

UnixMs second_before(UnixMs time) {
    return {time.value - 1000};
}

std::string key_line() {
    return stolen_key().verifier_key().format();
}

// Gives a log's head to a witness as a server does; answers the status.
int submit(const TestWitness& witness, const LogInMemory& log, std::uint64_t old) {
    std::istringstream lines(read_file(witness.file()));
    std::string key;
    std::string prefix;
    std::getline(lines, key);
    std::getline(lines, prefix);
    const std::string host = prefix.substr(0, prefix.find('/', std::string("http://").size()));
    std::string body = fmt::format("old {}\n", old);
    for (const Hash& hash : log.consistency(old, log.texts.size())) body += to_base64(hash) + "\n";
    httplib::Client client(host);
    const auto reply = client.Post(prefix.substr(host.size()) + "/add-checkpoint",
                                   body + "\n" + log.signed_head(log.texts.size()), "text/plain");
    REQUIRE(reply);
    return reply->status;
}

json check_in(const json& report, const std::string& id) {
    for (const auto& check : report.at("checks"))
        if (check.at("id") == id) return check.at("ok");
    return "no such check";
}

// By the C++ and by the JavaScript auditor.
json cpp_report(const std::string& folder) {
    return json::parse(run_fairdraw({"audit", folder, "--json"}).output);
}
json javascript_report(const std::string& folder) {
    const auto root = std::filesystem::path(FAIRDRAW_VECTORS).parent_path().parent_path();
    Command command;
    command.arguments = {"/usr/bin/env", "node", (root / "web/audit/cli.mjs").string(), folder, "--json"};
    return json::parse(run(std::move(command)).output);
}

}  // namespace

TEST_CASE("trust: a relay lies about the beacon") {
    Forger forger = Forger::with_beacon();
    const TemporaryFolder folder;
    const auto write = [&] {
        for (const auto& [name, content] : forger.sign().files) folder.write(name, content);
    };
    write();
    CHECK(check_in(javascript_report(folder.path().string()), "beacon-signature") == true);
    // A signature that nobody gave, with a randomness to match: who pairs finds out, and who cannot says so.
    forger.draw.beacon->signature[40] ^= 1;
    forger.draw.beacon->randomness = sha256(ByteView{forger.draw.beacon->signature});
    forger.draw_winners();
    write();
    const json cpp = cpp_report(folder.path().string());
    CHECK(cpp.at("verdict") == "pass");
    CHECK(check_in(cpp, "beacon-signature").is_null());
    CHECK(check_in(javascript_report(folder.path().string()), "beacon-signature") == false);
    // A randomness of the relay's own.
    forger.draw.beacon->randomness = sha256("mine");
    forger.draw_winners();
    CHECK(named(forger.sign()) == Ids{"beacon"});
}

TEST_CASE("trust: a witness lies") {
    Forger forger = Forger::with_beacon();
    grind(forger, friends_tag(), [&](int) { ++forger.close.closed.value; });
    // With the operator it can say any time, and is believed, by itself or among others.
    const UnixMs early = second_before(beacon_due);
    EvidenceInMemory backdated = forger.sign_witnessed(forger.announcement.announced, early);
    CHECK(published(backdated) == true);
    const LogInMemory log = log_with(forger.texts());
    backdated.files["close.proof"] = log.proof(
        1, 2,
        north().cosign(log.head(2), seconds_of(early)) + south().cosign(log.head(2), seconds_of(beacon_due)));
    const auto by = [&](std::vector<WitnessKey> keys) {
        return named(backdated, {.pinned_key = {}, .further_chains = {}, .receipt = {}, .witnesses = keys});
    };
    CHECK(by({north().verifier_key(), south().verifier_key()}) == nothing);
    EvidenceInMemory seen_by_south = backdated;
    seen_by_south.files["announcement.proof"] =
        log.proof(0, 1, south().cosign(log.head(1), seconds_of(forger.announcement.announced)));
    backdated = seen_by_south;
    CHECK(by({south().verifier_key()}) == Ids{"published"});
    // Without the operator's key it can say nothing.
    LogInMemory own(forger.texts(), SigningKey::from_seed(stolen_key().origin(), {7}));
    backdated.files["announcement.proof"] = own.proof(0, 1, north().cosign(own.head(1), seconds_of(early)));
    CHECK(by({north().verifier_key()}) == Ids{"published"});
}

TEST_CASE("trust: two people are shown two logs") {
    Forger forger;
    grind(forger, friends_tag(), [&](int) { ++forger.close.closed.value; });
    const LogInMemory mine = honest_log();
    const LogInMemory yours = log_with(forger.texts());
    CHECK(named(mine) == nothing);
    CHECK(named(yours) == nothing);
    // Until they hold their checkpoints against each other.
    CHECK(named(yours, mine.signed_head(3)) == Ids{"log-grew"});
    CHECK(named(mine, yours.signed_head(3)) == Ids{"log-grew"});
    // A witness cosigns one of them.
    const TestWitness witness("witness.example/w1", key_line());
    CHECK(submit(witness, mine, 0) == 200);
    CHECK(submit(witness, yours, 0) == 409);
    CHECK(submit(witness, yours, 3) == 422);
}

TEST_CASE("trust: the key is stolen") {
    // A thief who has it, and not the database, makes a draw that passes.
    Forger thief;
    grind(thief, friends_tag(), [&](int i) { thief.entries.insert(Tag{static_cast<std::uint8_t>(i)}); });
    CHECK(named(thief.sign()) == nothing);
    // The log that people have seen does not hold it, nor will it grow into one that a witness cosigns.
    CHECK(thief.draw_text() != honest_log().texts.at(2));
    CHECK(named(log_with(thief.texts()), honest_log().signed_head(3)) == Ids{"log-grew"});
    const TestWitness witness("witness.example/w1", key_line());
    CHECK(submit(witness, honest_log(), 0) == 200);
    CHECK(submit(witness, log_with(thief.texts()), 3) == 422);
    CHECK(witness.seen() == 3);
    // With a beacon it would have to be cosigned before that was due.
    Forger waiting = Forger::with_beacon();
    grind(waiting, friends_tag(), [&](int) { ++waiting.close.closed.value; });
    CHECK(published(waiting.sign()) == std::nullopt);
    CHECK(published(waiting.sign_witnessed(waiting.announcement.announced, beacon_due)) == false);
}

TEST_CASE("trust: an old database is restored") {
    const TestWitness witness("witness.example/w1", key_line());
    ServerSettings settings;
    settings.arguments = {"--witness", witness.file().string()};
    Stage stage(settings);
    const auto announce_later = [&](const std::string& round) {
        const auto opens = now_ms() + 3'600'000;
        announce(stage.operator_, {.round = round, .reserve = {}, .enter = {opens, opens + 60'000}});
    };
    announce_later("first");
    announce_later("second");
    wait_until("both are witnessed", [&] { return witness.seen() == 2; });
    const TemporaryFolder desk;
    const auto kept = desk.write("kept", stage.anyone.get("/v1/log/checkpoint").body).string();
    const auto audited = [&] {
        return json::parse(
            run_fairdraw({"audit", "--log", stage.server.url() + "/v1/log", "--since", kept, "--witness",
                          witness.file().string(), "--vkey", TestKeys::shared().verifier_key(), "--json"})
                .output);
    };
    CHECK(check_in(audited(), "log-grew") == true);

    // The second round was announced after the backup.
    stage.server.stop();
    query(stage.database_url,
          "DELETE FROM fairdraw.log_cosignatures WHERE size > 1; DELETE FROM fairdraw.log_checkpoints WHERE "
          "size > 1; "
          "DELETE FROM fairdraw.log_nodes WHERE level > 0 OR index > 0; "
          "DELETE FROM fairdraw.publications WHERE leaf_index > 0; "
          "DELETE FROM fairdraw.round_secrets s USING fairdraw.rounds r WHERE r.round_no = s.round_no AND "
          "r.round_id = 'second'; DELETE FROM fairdraw.rounds WHERE round_id = 'second'");
    stage.server.restart();
    CHECK(check_in(audited(), "log-grew") == false);
    announce_later("third");
    announce_later("fourth");
    wait_until("the witness refuses", [&] { return witness.refused() > 0; });
    CHECK(check_in(audited(), "log-grew") == false);
    CHECK(check_in(audited(), "log-witnessed").is_null());
    CHECK(witness.seen() == 2);
}
