// The audit of an operator's log: an honest one, and every way to tamper with it, as an operator would who
// has the key.
#include <doctest/doctest.h>

#include <set>

#include "fairdraw/log_audit.hpp"
#include "support/made_round.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

using Ids = std::set<std::string>;

const UnixMs long_after = at("2027-01-01T00:00:00.000Z");

/// Three rounds, their texts mixed: one drawn, one voided before its close, one voided after.
std::vector<std::string> honest_texts() {
    const MadeRound one({.round = "one"});
    const MadeRound two({.round = "two", .beacon = true});
    const MadeRound three({.round = "three", .reserve = false});
    return {one.announcement_text(), two.announcement_text(), three.announcement_text(), one.close_text(),
            two.close_text(),        three.early_void_text(), two.void_text(),           one.draw_text()};
}

struct LogStory {
    LogStory() : log(honest_texts()) {}
    explicit LogStory(std::vector<std::string> texts) : log(std::move(texts)) {}

    /// What an auditor saw before.
    void seen(const std::string& signed_head) {
        options.since = parse_signed_checkpoint(signed_head, "since").value();
    }

    LogAuditReport report() { return audit_log(log, options); }

    Check check(const std::string& id) {
        const auto checks = report().report.checks;
        const auto found = std::ranges::find(checks, id, &Check::id);
        REQUIRE(found != checks.end());
        return *found;
    }

    Ids failing() {
        const AuditReport audited = report().report;
        CAPTURE(audited.message.value_or(""));
        REQUIRE(audited.verdict != Verdict::unreadable);
        Ids ids;
        for (const Check& it : audited.checks) {
            if (it.ok == false) ids.insert(it.id);
        }
        CHECK((audited.verdict == Verdict::fail) == !ids.empty());
        return ids;
    }

    /// The texts altered and signed again: only the rounds can tell.
    std::string wrong_rounds() {
        CHECK(failing() == Ids{"log-rounds"});
        return check("log-rounds").detail;
    }

    LogInMemory log;
    LogAuditOptions options{.key = operator_key().verifier_key(), .now = long_after};
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// `texts` in one log: what is wrong with its rounds.
std::string wrong_rounds(std::vector<std::string> texts) {
    return LogStory(std::move(texts)).wrong_rounds();
}

}  // namespace

TEST_CASE("an honest log passes; what was not given is not checked") {
    LogStory story;
    const LogAuditReport report = story.report();
    CHECK(report.report.verdict == Verdict::pass);
    CHECK_FALSE(report.report.round);
    REQUIRE(report.head);
    CHECK(report.head->size == 8);
    std::vector<std::string> ids;
    for (const Check& check : report.report.checks) {
        ids.push_back(check.id);
        CHECK_FALSE(check.detail.empty());
        CHECK(check.ok.has_value() == (check.id != "log-grew" && check.id != "log-witnessed"));
    }
    CHECK(ids ==
          std::vector<std::string>{"log-signature", "log-root", "log-grew", "log-witnessed", "log-rounds"});
}

TEST_CASE("an empty log is honest") {
    LogStory story{std::vector<std::string>{}};
    story.seen(story.log.signed_head(0));
    CHECK(story.report().report.verdict == Verdict::pass);
    CHECK(story.check("log-grew").ok == true);
}

TEST_CASE("a log has grown from every checkpoint it had") {
    LogStory story;
    for (std::uint64_t size = 0; size <= story.log.texts.size(); ++size) {
        CAPTURE(size);
        story.seen(story.log.signed_head(size));
        CHECK(story.failing() == Ids{});
        CHECK(story.check("log-grew").ok == true);
    }
}

TEST_CASE("a leaf changed, left out, or swapped with another contradicts the root") {
    const LogStory honest;
    const std::string head = honest.log.signed_head(8);
    LogStory changed;
    changed.log.said = head;
    changed.log.texts[5] = MadeRound({.round = "three", .reserve = true}).early_void_text();
    CHECK(changed.failing().contains("log-root"));
    LogStory swapped;
    swapped.log.said = head;
    std::swap(swapped.log.texts[0], swapped.log.texts[1]);
    CHECK(swapped.failing() == Ids{"log-root"});
    LogStory dropped;
    dropped.log.said = head;
    dropped.log.texts[3] = dropped.log.texts[4];
    CHECK(dropped.failing() == Ids{"log-root", "log-rounds"});
}

TEST_CASE("a root changed is not signed, or signed and not the leaves'") {
    LogStory story;
    const std::string head = format(Checkpoint{operator_key().origin(), 8, sha256("another")});
    story.log.said = operator_key().sign(head);
    CHECK(story.failing() == Ids{"log-root"});
    std::string altered = story.log.signed_head(8);
    altered[altered.find("\n8\n") + 3] ^= 1;
    story.log.said = altered;
    CHECK(story.failing() == Ids{"log-signature", "log-root"});
}

TEST_CASE("a checkpoint signed by somebody else, by both, or badly") {
    LogStory story;
    const std::string head = story.log.head(8);
    const auto stranger = SigningKey::from_seed(operator_key().origin(), {9});
    const std::string line_by_stranger = stranger.sign(head).substr(head.size() + 1);
    story.log.said = stranger.sign(head);
    CHECK(story.failing() == Ids{"log-signature"});
    story.log.said = operator_key().sign(head) + line_by_stranger;
    CHECK(story.failing() == Ids{});
    story.log.said = operator_key().sign(head) + operator_key().sign("other\n").substr(7);
    CHECK(story.failing() == Ids{"log-signature"});
}

TEST_CASE("a log of another origin: its checkpoint is not the key's, its texts are not its own") {
    LogStory story;
    story.log.said = operator_key().sign(format(Checkpoint{
        "other.example", 8, root_of(8, [&](unsigned level, std::uint64_t) {
            return level == 3 ? parse_signed_checkpoint(story.log.signed_head(8), "").value().checkpoint.root
                              : Hash{};
        })}));
    CHECK(story.failing() == Ids{"log-signature", "log-rounds"});
}

TEST_CASE("since: a fork, a log that shrank, and a checkpoint that is not this operator's") {
    LogStory story;
    LogInMemory fork(honest_texts());
    fork.texts[1] = MadeRound({.round = "hidden"}).announcement_text();
    story.seen(fork.signed_head(2));
    CHECK(story.failing() == Ids{"log-grew"});
    CHECK(contains(story.check("log-grew").detail, "first 2 leaves"));

    fork.texts = honest_texts();
    fork.texts.push_back(MadeRound({.round = "four"}).announcement_text());
    story.seen(fork.signed_head(9));
    CHECK(story.failing() == Ids{"log-grew"});
    CHECK(contains(story.check("log-grew").detail, "9 leaves"));

    const auto stranger = SigningKey::from_seed(operator_key().origin(), {9});
    story.seen(stranger.sign(story.log.head(2)));
    CHECK(story.failing() == Ids{"log-grew"});

    const Hash root = parse_checkpoint(story.log.head(2), "").value().root;
    story.seen(operator_key().sign(format(Checkpoint{"other.example", 2, root})));
    CHECK(story.failing() == Ids{"log-grew"});

    story.seen(operator_key().sign(format(Checkpoint{operator_key().origin(), 0, Hash{}})));
    CHECK(story.failing() == Ids{"log-grew"});
}

TEST_CASE("witnessed: by a given witness, by none, or by one whose line is forged") {
    LogStory story;
    const std::string head = story.log.head(8);
    const auto witnessed = [&](const std::string& lines) {
        story.log.said = operator_key().sign(head) + lines;
        return story.check("log-witnessed").ok;
    };
    const std::string forged = south().cosign("another\n", 5);
    CHECK(witnessed(north().cosign(head, 5)) == std::nullopt);
    story.options.witnesses = {north().verifier_key(), south().verifier_key()};
    CHECK(witnessed("") == std::nullopt);
    CHECK(witnessed(north().cosign(head, 5)) == true);
    CHECK(witnessed(forged) == false);
    CHECK(witnessed(north().cosign(head, 5) + forged) == false);
    story.options.witnesses = {north().verifier_key()};
    CHECK(witnessed(forged) == std::nullopt);
}

TEST_CASE("a round announced twice") {
    const MadeRound round;
    CHECK(contains(wrong_rounds({round.announcement_text(), round.announcement_text(), round.close_text(),
                                 round.draw_text()}),
                   "announced twice"));
}

TEST_CASE("a text before its round was announced, or without") {
    const MadeRound round;
    CHECK(contains(wrong_rounds({round.close_text(), round.announcement_text(), round.draw_text()}),
                   "before any announcement"));
    CHECK(contains(wrong_rounds({round.early_void_text()}), "before any announcement"));
}

TEST_CASE("two closes, a close that names another announcement, a close after the outcome") {
    const MadeRound round;
    MadeRound again;
    again.close.closed.value += 1;
    CHECK(contains(
        wrong_rounds({round.announcement_text(), round.close_text(), again.close_text(), round.draw_text()}),
        "closed twice"));
    MadeRound other;
    other.close.announcement = sha256("another");
    other.draw.close = hash_of_text(other.close_text());
    CHECK(contains(wrong_rounds({other.announcement_text(), other.close_text(), other.draw_text()}),
                   "another announcement"));
    CHECK(contains(wrong_rounds({round.announcement_text(), round.early_void_text(), round.close_text()}),
                   "closed after"));
}

TEST_CASE("a draw without a close, before it, or of another") {
    const MadeRound round;
    MadeRound other;
    other.draw.close = sha256("another");
    CHECK(contains(wrong_rounds({round.announcement_text(), round.draw_text()}), "without a close"));
    CHECK(contains(wrong_rounds({round.announcement_text(), round.draw_text(), round.close_text()}),
                   "without a close"));
    CHECK(contains(wrong_rounds({other.announcement_text(), other.close_text(), other.draw_text()}),
                   "another close"));
}

TEST_CASE("two draws, two voids, or one of each") {
    const MadeRound round;
    MadeRound pleasing;
    pleasing.draw.drawn.value += 1;
    const std::vector<std::string> begun{round.announcement_text(), round.close_text()};
    const auto ends_with = [&](const std::string& first, const std::string& second) {
        auto texts = begun;
        texts.push_back(first);
        texts.push_back(second);
        return wrong_rounds(texts);
    };
    CHECK(contains(ends_with(round.draw_text(), pleasing.draw_text()), "more than one outcome"));
    CHECK(contains(ends_with(round.draw_text(), round.draw_text()), "more than one outcome"));
    CHECK(contains(ends_with(round.draw_text(), round.void_text()), "more than one outcome"));
    CHECK(contains(ends_with(round.void_text(), round.draw_text()), "more than one outcome"));
    CHECK(contains(ends_with(round.void_text(), round.void_text()), "more than one outcome"));
}

TEST_CASE("a void that names another announcement, or hides its close, or names one that is not there") {
    const MadeRound round;
    MadeRound other;
    other.announcement.announced.value += 1;
    CHECK(
        contains(wrong_rounds({round.announcement_text(), other.early_void_text()}), "another announcement"));
    CHECK(contains(wrong_rounds({round.announcement_text(), round.close_text(), round.early_void_text()}),
                   "does not name its close"));
    CHECK(contains(wrong_rounds({round.announcement_text(), round.void_text()}), "does not name its close"));
}

TEST_CASE("a round withheld shows once it is due, ten minutes after the entry window, and not before") {
    const MadeRound round;
    const UnixMs due = at("2026-11-21T15:11:00.000Z");
    for (const bool closed : {false, true}) {
        LogStory story({round.announcement_text()});
        if (closed) story.log.texts.push_back(round.close_text());
        story.options.now = due;
        CHECK(story.failing() == Ids{});
        story.options.now.value += 1;
        CHECK(contains(story.wrong_rounds(), "neither drawn nor voided"));
    }
}

TEST_CASE("with a beacon a round is due ten minutes after the beacon, where its chain is known") {
    LogStory story({MadeRound({.beacon = true}).announcement_text()});
    story.options.now = at("2026-11-21T15:12:00.000Z");
    CHECK(story.failing() == Ids{"log-rounds"});
    story.options.further_chains = {test_chain};
    CHECK(story.failing() == Ids{});
    story.options.now.value += 1;
    CHECK(story.failing() == Ids{"log-rounds"});
}

TEST_CASE("a text of another origin, and a leaf that is none") {
    const MadeRound foreign({.origin = "other.example"});
    CHECK(contains(wrong_rounds({foreign.announcement_text()}), "leaf 0, from 0: of another origin"));
    const MadeRound round({.round = "one"});
    for (const std::string& leaf :
         {std::string(), std::string("\n"), std::string("hello\n"), round.announcement_text() + "more\n",
          operator_key().sign(round.announcement_text()),
          std::string("fairdraw/v1 receipts\norigin shop.example/coupons\n"),
          round.announcement_text().substr(0, 60)}) {
        CAPTURE(leaf);
        auto texts = honest_texts();
        texts.push_back(leaf);
        CHECK(contains(wrong_rounds(texts), "leaf 8, from 0: "));
    }
}

TEST_CASE("the first few wrong rounds are named, and how many more there are") {
    std::vector<std::string> texts;
    for (const char* round : {"a", "b", "c", "d", "e"})
        texts.push_back(MadeRound({.round = round}).announcement_text());
    texts.insert(texts.end(), {"x", "y"});
    const std::string detail = wrong_rounds(texts);
    for (const char* part :
         {"a: due", "b: due", "c: due", "and 2 more rounds", "leaf 5", "and 1 more leaves"})
        CHECK(contains(detail, part));
    CHECK_FALSE(contains(detail, "d: due"));
}

TEST_CASE("a log that cannot be read is unreadable, without checks and without a head") {
    class Broken final : public LogSource {
      public:
        std::string checkpoint() override { return LogInMemory(honest_texts()).checkpoint(); }
        void leaves(std::uint64_t, const Sink& sink) override {
            sink(honest_texts().front());
            throw EvidenceUnavailable("the answer broke off");
        }
    };
    Broken broken;
    LogAuditReport report = audit_log(broken, LogStory().options);
    CHECK(report.report.verdict == Verdict::unreadable);
    CHECK(report.report.message == "the answer broke off");
    CHECK(report.report.checks.empty());
    CHECK_FALSE(report.head);
    for (const std::string& said :
         {std::string(), std::string("no note"), operator_key().sign("no checkpoint\n")}) {
        LogStory story;
        story.log.said = said;
        report = story.report();
        CHECK(report.report.verdict == Verdict::unreadable);
        CHECK(report.report.message.value_or("").starts_with("checkpoint, line "));
    }
}

TEST_CASE("a log larger than anybody could go through is given up before it is read") {
    class Huge final : public LogSource {
      public:
        std::string checkpoint() override {
            return operator_key().sign(format(Checkpoint{operator_key().origin(), largest_count, Hash{}}));
        }
        void leaves(std::uint64_t, const Sink&) override { FAIL("asked for"); }
    };
    Huge huge;
    CHECK(audit_log(huge, LogStory().options).report.verdict == Verdict::unreadable);
}
