// Check `published`: what witnesses saw in the log, and when, rule by rule.
#include <doctest/doctest.h>

#include "fairdraw/audit.hpp"
#include "support/made_round.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

constexpr std::uint64_t announcement_index = 2;
constexpr std::uint64_t close_index = 4;
constexpr std::uint64_t size = 7;

/// A round and the log it stands in; what witnesses said is a test's to choose.
struct Story {
    explicit Story(const MadePlan& plan = {})
        : round(plan), log({"a", "b", round.announcement_text(), "c", round.close_text(), "d", "e"}) {
        const UnixMs opens = plan.reserve ? round.announcement.reserve->from : round.announcement.enter.from;
        opens_s = seconds_of(opens);
        due_s = seconds_of(round.announcement.enter.to) + 60;
        evidence = round.evidence();
        options.witnesses = {north().verifier_key(), south().verifier_key()};
        options.further_chains = {test_chain};
    }

    std::string by_north(std::int64_t time_s) const { return north().cosign(log.head(size), time_s); }
    std::string by_south(std::int64_t time_s) const { return south().cosign(log.head(size), time_s); }

    void prove_announcement(const std::string& cosignatures) {
        evidence.files["announcement.proof"] = log.proof(announcement_index, size, cosignatures);
    }
    void prove_close(const std::string& cosignatures) {
        evidence.files["close.proof"] = log.proof(close_index, size, cosignatures);
    }
    /// Both, in time.
    void prove() {
        prove_announcement(by_north(opens_s - 1));
        prove_close(by_north(due_s - 1));
    }

    AuditReport report() { return audit(evidence, options); }

    Check published() {
        const AuditReport whole = report();
        REQUIRE_MESSAGE(!whole.checks.empty(), whole.message.value_or(""));
        REQUIRE(whole.checks.back().id == "published");
        CHECK((whole.verdict == Verdict::fail) == (whole.checks.back().ok == false));
        return whole.checks.back();
    }
    std::optional<bool> ok() { return published().ok; }

    MadeRound round;
    LogInMemory log;
    std::int64_t opens_s = 0;
    std::int64_t due_s = 0;
    EvidenceInMemory evidence;
    AuditOptions options;
};

bool says(const Check& check, const char* words) {
    return check.detail.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("true: a witness saw the announcement before reservations opened") {
    Story story;
    story.prove_announcement(story.by_north(story.opens_s - 1));
    CHECK(story.ok() == true);
}

TEST_CASE("true: where nobody reserves, before entering opened") {
    Story story({.reserve = false});
    story.prove_announcement(story.by_north(story.opens_s - 1));
    CHECK(story.ok() == true);
    story.prove_announcement(story.by_north(story.opens_s));
    CHECK(story.ok() == false);
}

TEST_CASE("true: with a beacon also the close before it was due") {
    Story story({.beacon = true});
    story.prove();
    CHECK(story.ok() == true);
}

TEST_CASE("null without --witness, whatever the proofs are worth") {
    Story story;
    story.options.witnesses.clear();
    CHECK(story.ok() == std::nullopt);
    story.evidence.files["announcement.proof"] = story.log.proof(close_index, size, story.by_north(1));
    CHECK(story.ok() == std::nullopt);
    CHECK(says(story.published(), "the operator's word"));
}

TEST_CASE("null without announcement.proof, which is named") {
    Story story;
    CHECK(story.ok() == std::nullopt);
    CHECK(says(story.published(), "announcement.proof"));
    CHECK(says(story.published(), "the operator's word"));
}

TEST_CASE("null with a beacon and without close.proof, which is named; without a beacon it is not needed") {
    Story story({.beacon = true});
    story.prove_announcement(story.by_north(story.opens_s - 1));
    CHECK(story.ok() == std::nullopt);
    CHECK(says(story.published(), "close.proof"));
}

TEST_CASE("null when no given witness cosigned") {
    Story story;
    story.prove_announcement("");
    CHECK(story.ok() == std::nullopt);
    const auto stranger = WitnessSigningKey::from_seed("stranger.example", {7});
    const auto namesake = WitnessSigningKey::from_seed("north.example/witness", {7});
    story.prove_announcement(stranger.cosign("whatever\n", 1) + namesake.cosign("whatever\n", 1));
    CHECK(story.ok() == std::nullopt);
    CHECK(says(story.published(), "announcement.proof"));
}

TEST_CASE("null for the close's part when the beacon's chain is unknown") {
    Story story({.beacon = true});
    story.prove();
    story.options.further_chains.clear();
    const AuditReport report = story.report();
    CHECK(report.checks.back().id == "published");
    CHECK(report.checks.back().ok == std::nullopt);
    // A lie about the announcement is still one.
    story.prove_announcement(story.by_north(story.opens_s));
    CHECK(story.report().checks.back().ok == false);
}

TEST_CASE("false: the checkpoint has no signature of the operator's key, or one that does not verify") {
    Story story;
    const auto other_key = SigningKey::from_seed(operator_key().origin(), {9});
    const auto path = std::vector<Hash>();
    const std::string head = format(
        Checkpoint{operator_key().origin(), 1, merkle_leaf_hash(bytes_of(story.round.announcement_text()))});
    const std::string seen = north().cosign(head, story.opens_s - 1);
    story.evidence.files["announcement.proof"] = format_tlog_proof(0, path, operator_key().sign(head) + seen);
    CHECK(story.ok() == true);
    story.evidence.files["announcement.proof"] = format_tlog_proof(0, path, other_key.sign(head) + seen);
    CHECK(story.ok() == false);
    const std::string other_line = operator_key().sign("other\n").substr(7);
    story.evidence.files["announcement.proof"] =
        format_tlog_proof(0, path, operator_key().sign(head) + other_line + seen);
    CHECK(story.ok() == false);
}

TEST_CASE("false: the checkpoint is of another origin") {
    Story story;
    const std::string head =
        format(Checkpoint{"other.example", 1, merkle_leaf_hash(bytes_of(story.round.announcement_text()))});
    story.evidence.files["announcement.proof"] =
        format_tlog_proof(0, {}, operator_key().sign(head) + north().cosign(head, story.opens_s - 1));
    CHECK(story.ok() == false);
    CHECK(says(story.published(), "origin"));
}

TEST_CASE("false: the path does not lead from the text to the root") {
    Story story({.beacon = true});
    story.prove();
    const std::string proof = story.evidence.files["close.proof"];
    story.evidence.files["close.proof"] = story.log.proof(announcement_index, size, story.by_north(1));
    CHECK(story.ok() == false);
    CHECK(says(story.published(), "close.proof"));
    std::string other_index = proof;
    other_index.replace(other_index.find("index 4"), 7, "index 5");
    story.evidence.files["close.proof"] = other_index;
    CHECK(story.ok() == false);
    std::string shorter = proof;
    const std::size_t path = shorter.find('\n', shorter.find("index 4")) + 1;
    shorter.erase(path, shorter.find('\n', path) + 1 - path);
    story.evidence.files["close.proof"] = shorter;
    CHECK(story.ok() == false);
}

TEST_CASE("false: a cosignature that claims to be a given witness's does not verify, whatever others say") {
    Story story;
    const std::string forged = north().cosign("another checkpoint\n", story.opens_s - 1);
    story.prove_announcement(forged);
    CHECK(story.ok() == false);
    story.prove_announcement(story.by_south(story.opens_s - 1) + forged);
    CHECK(story.ok() == false);
    story.prove_announcement(story.by_north(story.opens_s - 1) + forged);
    CHECK(story.ok() == false);
}

TEST_CASE("false: no given witness's cosignature is early enough, to the second") {
    Story story({.beacon = true});
    story.prove();
    story.prove_announcement(story.by_north(story.opens_s));
    CHECK(story.ok() == false);
    story.prove();
    story.prove_close(story.by_north(story.due_s));
    CHECK(story.ok() == false);
    story.prove_close(story.by_north(INT64_MAX));
    CHECK(story.ok() == false);
}

TEST_CASE("one early cosignature is enough, of any given witness") {
    Story story;
    story.prove_announcement(story.by_north(story.opens_s + 5) + story.by_south(story.opens_s - 5));
    CHECK(story.ok() == true);
    story.options.witnesses = {north().verifier_key()};
    CHECK(story.ok() == false);
}

TEST_CASE("a part that is false decides over one that is not known") {
    Story story({.beacon = true});
    story.prove_close(story.by_north(story.due_s + 1));
    CHECK(story.ok() == false);
}

TEST_CASE("a proof outside its grammar makes the evidence unreadable, needed or not") {
    for (const char* file : {"announcement.proof", "close.proof"}) {
        for (const bool voided : {false, true}) {
            Story story;
            if (voided) {
                story.evidence.files.erase("draw.txt");
                story.evidence.files["void.txt"] = operator_key().sign(story.round.void_text());
            }
            story.options.witnesses.clear();
            CHECK(story.report().verdict == Verdict::pass);
            story.evidence.files[file] = "c2sp.org/tlog-proof@v1\nindex x\n";
            const AuditReport report = story.report();
            CHECK(report.verdict == Verdict::unreadable);
            CHECK(report.message.value_or("").starts_with(std::string(file) + ", line 2"));
        }
    }
}
