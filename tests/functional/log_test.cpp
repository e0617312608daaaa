// The log through the running program: everything published stands in it, in order; it only grows; witnesses
// see it grow, and one that lies changes nothing.
#include <doctest/doctest.h>

#include <ctime>
#include <nlohmann/json.hpp>

#include "fairdraw/checkpoint.hpp"
#include "fairdraw/merkle.hpp"
#include "support/child_process.hpp"
#include "support/stage.hpp"
#include "support/test_witness.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

std::string operator_key_line() {
    auto line = read_file(TestKeys::shared().verifier_key());
    line.pop_back();
    return line;
}

Checkpoint checkpoint_of(ApiClient& client) {
    const auto reply = client.get("/v1/log/checkpoint");
    const auto parsed = parse_signed_checkpoint(reply.body, "checkpoint");
    REQUIRE(parsed.has_value());
    CHECK(count_signatures(parsed->note, VerifierKey::parse(operator_key_line()).value()).good());
    return parsed->checkpoint;
}

std::vector<std::string> leaves_of(ApiClient& client, std::uint64_t size) {
    const auto json = client.get("/v1/log/leaves?from=0&to=" + std::to_string(size)).json();
    CHECK(json.at("to") == size);
    return json.at("leaves").get<std::vector<std::string>>();
}

std::vector<Hash> hashes(const Json& hexes) {
    std::vector<Hash> path;
    for (const auto& hex : hexes) path.push_back(hash_from_hex(hex.get<std::string>()).value());
    return path;
}

Hash root_over(const std::vector<std::string>& leaves, std::uint64_t size) {
    MerkleRoot root;
    for (std::uint64_t i = 0; i < size; ++i) root.append(bytes_of(leaves[i]));
    return root.root();
}

// A round without entries, from its announcement to its draw.
void play(Stage& stage, const std::string& id) {
    announce(stage.operator_, plan_open_round(id, 300));
    wait_for_draw(stage.anyone, id);
}

ServerSettings witnessed_by(const std::vector<const TestWitness*>& witnesses) {
    ServerSettings settings;
    for (const auto* witness : witnesses) {
        settings.arguments.push_back("--witness");
        settings.arguments.push_back(witness->file().string());
    }
    return settings;
}

Json check_named(const Json& report, const std::string& id) {
    for (const auto& check : report.at("checks"))
        if (check.at("id") == id) return check;
    return nullptr;
}

Json audited(const FairdrawServer& server, const std::string& round, const std::filesystem::path& witness) {
    const auto result =
        run_fairdraw({"audit", server.url() + "/v1/rounds/" + round + "/evidence", "--vkey",
                      TestKeys::shared().verifier_key(), "--witness", witness.string(), "--json"});
    return Json::parse(result.output);
}

}  // namespace

TEST_CASE("everything published is in the log, in order, and every proof of it holds") {
    Stage stage;
    CHECK(checkpoint_of(stage.anyone).size == 0);
    CHECK(checkpoint_of(stage.anyone).root == root_over({}, 0));
    play(stage, "first");
    play(stage, "second");
    announce(stage.operator_, plan_open_round("third"));
    REQUIRE(stage.operator_.post("/v1/rounds/third/void", R"({"reason":"a mistake"})").status == 200);

    const auto checkpoint = checkpoint_of(stage.anyone);
    const auto leaves = leaves_of(stage.anyone, checkpoint.size);
    REQUIRE(leaves.size() == 8);
    std::vector<std::string> kinds;
    for (const auto& leaf : leaves) kinds.push_back(leaf.substr(0, leaf.find('\n')));
    CHECK(kinds == std::vector<std::string>{"fairdraw/v1 announcement", "fairdraw/v1 close",
                                            "fairdraw/v1 draw", "fairdraw/v1 announcement",
                                            "fairdraw/v1 close", "fairdraw/v1 draw",
                                            "fairdraw/v1 announcement", "fairdraw/v1 void"});
    CHECK(stage.anyone.get("/v1/rounds/second/evidence/close.txt").body.starts_with(leaves[4] + "\n"));
    CHECK(checkpoint.root == root_over(leaves, leaves.size()));

    for (std::uint64_t size = 1; size <= leaves.size(); ++size) {
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto proof =
                stage.anyone
                    .get("/v1/log/inclusion?index=" + std::to_string(index) + "&size=" + std::to_string(size))
                    .json();
            CHECK(proof.at("leaf_hash") == to_hex(merkle_leaf_hash(bytes_of(leaves[index]))));
            CHECK(proof.at("root") == to_hex(root_over(leaves, size)));
            CHECK(verify_inclusion(merkle_leaf_hash(bytes_of(leaves[index])), index, size,
                                   hashes(proof.at("path")), root_over(leaves, size)));
        }
        for (std::uint64_t from = 0; from <= size; ++from) {
            const auto proof =
                stage.anyone
                    .get("/v1/log/consistency?from=" + std::to_string(from) + "&to=" + std::to_string(size))
                    .json();
            CHECK(verify_consistency(from, size, hashes(proof.at("path")), root_over(leaves, from),
                                     root_over(leaves, size)));
        }
    }
    for (const std::string query :
         {"leaves?from=0&to=9", "leaves?from=2&to=1", "leaves?from=0", "leaves?from=-1&to=1",
          "inclusion?index=8&size=8", "inclusion?index=0&size=9", "inclusion?index=x&size=8",
          "consistency?from=3&to=9", "consistency?from=4&to=3"}) {
        INFO(query);
        CHECK(stage.anyone.get("/v1/log/" + query).code() == "INVALID_REQUEST");
    }
}

TEST_CASE("what a witness has cosigned in time, nobody can backdate: the audit says so") {
    const TestWitness witness("witness.example/w1", operator_key_line());
    const TestWitness late("witness.example/late", operator_key_line(),
                           [](const auto& key, const auto& text) {
                               return std::optional(key.cosign(text, std::time(nullptr) + 60));
                           });
    Stage stage(witnessed_by({&witness, &late}));
    const auto opens = now_ms() + 4000;
    const RoundPlan plan{.round = "witnessed", .reserve = std::nullopt, .enter = {opens, opens + 300}};
    announce(stage.operator_, plan);
    wait_until("the announcement is witnessed", [&] { return witness.seen() >= 1 && late.seen() >= 1; });
    wait_for_draw(stage.anyone, plan.round);
    wait_until("the draw is witnessed", [&] { return witness.seen() >= 3 && late.seen() >= 3; });

    CHECK(stage.anyone.get("/v1/rounds/witnessed/evidence/announcement.proof").status == 200);
    CHECK(stage.anyone.get("/v1/rounds/witnessed/evidence/close.proof").status == 200);
    CHECK(check_named(audited(stage.server, plan.round, late.file()), "published").at("ok") == false);
    CHECK(check_named(audited(stage.server, plan.round, witness.file()), "published").at("ok") == true);
}

TEST_CASE("a witness that lies, or answers nonsense, changes nothing; one that was away catches up") {
    const auto nonsense = [](const auto&, const std::string&) {
        return std::optional<std::string>("— x y\n\n—");
    };
    const auto of_another_text = [](const auto& key, const std::string& text) {
        return std::optional(key.cosign("x" + text, std::time(nullptr)));
    };
    const auto by_another_key = [](const auto& key, const std::string& text) {
        return TestWitness::honestly(WitnessSigningKey::from_seed(key.verifier_key().name(), {1}), text);
    };
    const auto of_last_year = [](const auto& key, const std::string& text) {
        return std::optional(key.cosign(text, std::time(nullptr) - 365 * 86'400));
    };
    int answers_missing = 3;
    const auto away_at_first = [&](const auto& key, const std::string& text) {
        return answers_missing-- > 0 ? std::nullopt : TestWitness::honestly(key, text);
    };
    const TestWitness nonsensical("nonsense", operator_key_line(), nonsense);
    const TestWitness mistaken("mistaken", operator_key_line(), of_another_text);
    const TestWitness other("forged", operator_key_line(), by_another_key);
    const TestWitness old("of-last-year", operator_key_line(), of_last_year);
    const TestWitness away("away", operator_key_line(), away_at_first);
    Stage stage(witnessed_by({&nonsensical, &mistaken, &other, &old, &away}));
    play(stage, "doubted");
    wait_until("who was away has caught up", [&] { return away.seen() == 3; });
    wait_until("what it gave is kept", [&] {
        return stage.count("SELECT count(*) FROM fairdraw.log_cosignatures WHERE size = 3") > 0;
    });
    CHECK(stage.count("SELECT count(DISTINCT witness) FROM fairdraw.log_cosignatures") == 1);
    const auto proof = stage.anyone.get("/v1/rounds/doubted/evidence/close.proof").body;
    CHECK(proof.find("— away ") != std::string::npos);
}

TEST_CASE("a restarted server goes on where the witness is") {
    const TestWitness witness("witness.example/w1", operator_key_line());
    Stage stage(witnessed_by({&witness}));
    play(stage, "before");
    wait_until("the first round is witnessed", [&] { return witness.seen() == 3; });
    stage.server.stop();
    stage.server.restart();
    play(stage, "after");
    wait_until("the second round is witnessed", [&] { return witness.seen() == 6; });
    CHECK(witness.refused() == 0);
}
