// The audit of an operator's log: an honest one, and what can be wrong with its checkpoint and its leaves.
#include "fairdraw/log_audit.hpp"

#include <doctest/doctest.h>

#include "log_story.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

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
    CHECK(story.failing() == Ids{"log-signature"});
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
    CHECK(story.failing() == Ids{"log-signature"});
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

/// Fails the test when it is asked for a leaf.
class HeadAlone final : public LogSource {
  public:
    explicit HeadAlone(std::string head) : head_(std::move(head)) {}
    std::string checkpoint() override { return head_; }
    void leaves(std::uint64_t, const Sink&) override { FAIL("asked for"); }

  private:
    std::string head_;
};

TEST_CASE("a log larger than anybody could go through is given up before it is read") {
    HeadAlone huge(operator_key().sign(format(Checkpoint{operator_key().origin(), largest_count, Hash{}})));
    CHECK(audit_log(huge, LogStory().options).report.verdict == Verdict::unreadable);
}

TEST_CASE("no leaf is asked of whoever shows a head that the operator did not sign") {
    const auto namesake = SigningKey::from_seed(operator_key().origin(), {9});
    LogStory story;
    story.options.witnesses = {north().verifier_key()};
    for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{8}, largest_count}) {
        const std::string head = format(Checkpoint{operator_key().origin(), size, Hash{}});
        HeadAlone stranger(namesake.sign(head) + north().cosign(head, 5));
        const LogAuditReport log = audit_log(stranger, story.options);
        CHECK(log.report.verdict == Verdict::fail);
        CHECK(log.head->size == size);
        std::vector<std::optional<bool>> oks;
        for (const Check& check : log.report.checks) oks.push_back(check.ok);
        CHECK(oks == std::vector<std::optional<bool>>{false, std::nullopt, std::nullopt, true, std::nullopt});
    }
}
