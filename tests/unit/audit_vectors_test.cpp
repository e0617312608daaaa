// Every bundle of the vectors, audited: honest, tampered with exactly the failing checks named, unreadable.
#include <doctest/doctest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "fairdraw/audit.hpp"
#include "vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

using Ids = std::set<std::string>;

std::string word(Verdict verdict) {
    return verdict == Verdict::pass ? "pass" : verdict == Verdict::fail ? "fail" : "unreadable";
}

Ids failing(const AuditReport& report) {
    Ids ids;
    for (const Check& check : report.checks) {
        if (check.ok == false) ids.insert(check.id);
    }
    return ids;
}

const nlohmann::json& expected() {
    static const nlohmann::json all = read_json(bundles / "expected.json");
    return all;
}

/// What an auditor expects that cannot pair: it cannot fail `beacon-signature`.
Ids expected_failing(const nlohmann::json& bundle) {
    auto ids = bundle.at("failing").get<Ids>();
    ids.erase("beacon-signature");
    return ids;
}

std::string expected_verdict(const nlohmann::json& bundle) {
    const auto verdict = bundle.at("verdict").get<std::string>();
    return verdict == "fail" && expected_failing(bundle).empty() ? "pass" : verdict;
}

std::vector<std::string> ids_of(const AuditReport& report) {
    std::vector<std::string> ids;
    for (const Check& check : report.checks) ids.push_back(check.id);
    return ids;
}

}  // namespace

TEST_CASE("every bundle gets its verdict, and fails exactly the checks it should") {
    REQUIRE(expected().size() > 100);
    for (const auto& [name, wanted] : expected().items()) {
        CAPTURE(name);
        EvidenceInMemory evidence(bundles / name);
        const AuditReport report = audit(evidence);
        CAPTURE(report.message.value_or(""));
        CHECK(word(report.verdict) == expected_verdict(wanted));
        CHECK(failing(report) == expected_failing(wanted));
    }
}

TEST_CASE("how the bytes arrive makes no difference") {
    for (const auto& [name, wanted] : expected().items()) {
        CAPTURE(name);
        EvidenceInMemory evidence(bundles / name);
        evidence.piece_size = 61;
        const AuditReport report = audit(evidence);
        CHECK(word(report.verdict) == expected_verdict(wanted));
        CHECK(failing(report) == expected_failing(wanted));
    }
}

TEST_CASE("not even when every byte comes alone") {
    EvidenceInMemory evidence(bundles / "three-hundred-and-four-disqualified");
    for (const std::size_t size : {1, 7, 33}) {
        evidence.piece_size = size;
        CHECK(audit(evidence).verdict == Verdict::pass);
    }
}

TEST_CASE("an unreadable bundle is reported by file, without checks") {
    for (const auto& [name, wanted] : expected().items()) {
        if (wanted.at("verdict") != "unreadable") continue;
        CAPTURE(name);
        EvidenceInMemory evidence(bundles / name);
        const AuditReport report = audit(evidence);
        REQUIRE(report.message);
        CHECK(report.message->find(".") != std::string::npos);
        CHECK(report.checks.empty());
    }
}

TEST_CASE("a report holds the protocol's checks in its order") {
    EvidenceInMemory with_beacon(bundles / "drand-quicknet-1000");
    CHECK(ids_of(audit(with_beacon)) ==
          std::vector<std::string>{"announcement-signature", "close-signature", "draw-signature", "chain",
                                   "times", "secret", "entries", "disqualified", "beacon", "beacon-signature",
                                   "seed", "quota", "winners", "published"});
    EvidenceInMemory without(bundles / "seven");
    CHECK(ids_of(audit(without)) == std::vector<std::string>{"announcement-signature", "close-signature",
                                                             "draw-signature", "chain", "times", "secret",
                                                             "entries", "disqualified", "beacon", "seed",
                                                             "quota", "winners", "published"});
    EvidenceInMemory void_early(bundles / "void-before-the-close");
    CHECK(ids_of(audit(void_early)) ==
          std::vector<std::string>{"announcement-signature", "void-signature", "chain", "times"});
    EvidenceInMemory void_late(bundles / "void-after-the-close");
    CHECK(ids_of(audit(void_late)) == std::vector<std::string>{"announcement-signature", "close-signature",
                                                               "void-signature", "chain", "times", "secret",
                                                               "entries", "disqualified"});
}

TEST_CASE("what cannot be checked is null and says why") {
    EvidenceInMemory evidence(bundles / "drand-quicknet-1000");
    Ids unknown;
    for (const Check& check : audit(evidence).checks) {
        if (!check.ok) unknown.insert(check.id);
        CHECK(!check.detail.empty());
    }
    CHECK(unknown == Ids{"beacon-signature", "published"});
}

TEST_CASE("a pinned key is used instead of operator.vkey, which is then not read") {
    EvidenceInMemory evidence(bundles / "seven");
    const auto key = parse_verifier_key_file(evidence.files.at("operator.vkey"), "operator.vkey");
    REQUIRE(key);
    CHECK(audit(evidence).checks.front().detail.find("key not pinned") != std::string::npos);

    evidence.files.erase("operator.vkey");
    CHECK(audit(evidence).verdict == Verdict::unreadable);
    const AuditReport pinned = audit(evidence, {.pinned_key = *key, .further_chains = {}, .receipt = {}});
    CHECK(pinned.verdict == Verdict::pass);
    CHECK(pinned.checks.front().detail.find("not pinned") == std::string::npos);
}

TEST_CASE("a round signed by somebody else than the pinned key fails on every signature and the name") {
    EvidenceInMemory evidence(bundles / "seven");
    const auto stranger = SigningKey::from_seed("stranger.example", {}).verifier_key();
    CHECK(failing(audit(evidence, {.pinned_key = stranger, .further_chains = {}, .receipt = {}})) ==
          Ids{"announcement-signature", "close-signature", "draw-signature", "chain"});
}

TEST_CASE("a further drand chain is known once it is given") {
    const auto chain =
        hash_from_hex("abababababababababababababababababababababababababababababababab").value();
    const DrandChain quicknet = DrandChain::quicknet();
    EvidenceInMemory evidence(bundles / "tampered" / "chain-nobody-knows");
    CHECK(failing(audit(evidence)) == Ids{"beacon"});
    const DrandChain known{.hash = chain, .genesis_s = quicknet.genesis_s, .period_s = quicknet.period_s};
    CHECK(audit(evidence, {.pinned_key = {}, .further_chains = {known}, .receipt = {}}).verdict ==
          Verdict::pass);
    const DrandChain slower{.hash = chain, .genesis_s = quicknet.genesis_s, .period_s = 30};
    CHECK(failing(audit(evidence, {.pinned_key = {}, .further_chains = {slower}, .receipt = {}})) ==
          Ids{"beacon"});
    // Nor does a chain from before or beyond all time hold, or break anything.
    for (const auto genesis_s :
         {std::numeric_limits<std::int64_t>::min() / 1'000, std::numeric_limits<std::int64_t>::min(),
          std::numeric_limits<std::int64_t>::max()}) {
        const DrandChain odd{.hash = chain, .genesis_s = genesis_s, .period_s = 1};
        CHECK(failing(audit(evidence, {.pinned_key = {}, .further_chains = {odd}, .receipt = {}})) ==
              Ids{"beacon"});
    }
}

TEST_CASE("a report says when the operator could have chosen the winners") {
    EvidenceInMemory without_beacon(bundles / "seven");
    CHECK(audit(without_beacon).operator_could_choose == true);
    // Without a witness, that its close came before the beacon is the operator's word.
    EvidenceInMemory with_beacon(bundles / "drand-quicknet-1000");
    CHECK(audit(with_beacon).operator_could_choose == true);
    // Where nobody won, and where nothing could be read, there is nothing to say.
    EvidenceInMemory void_round(bundles / "void-after-the-close");
    CHECK(audit(void_round).operator_could_choose == std::nullopt);
    EvidenceInMemory unreadable(bundles / "unreadable" / "bom");
    CHECK(audit(unreadable).operator_could_choose == std::nullopt);
}
