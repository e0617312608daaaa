// The rounds in an operator's log: every way in which one that is signed and whole can still be a lie.
#include <doctest/doctest.h>

#include "log_story.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

/// `texts` in one log: what is wrong with its rounds.
std::string wrong_rounds(std::vector<std::string> texts) {
    return LogStory(std::move(texts)).wrong_rounds();
}

}  // namespace

TEST_CASE("rounds drawn, voided and open are told apart, and some of those voided are named") {
    LogStory story;
    CHECK(story.check("log-rounds").detail.starts_with("3 rounds: 1 drawn, 2 VOID (three, two), 0 open"));
    std::vector<std::string> texts;
    for (const char* name : {"a", "b", "c", "d", "e"}) {
        const MadeRound round({.round = name});
        texts.push_back(round.announcement_text());
        texts.push_back(round.early_void_text());
    }
    texts.push_back(MadeRound({.round = "f"}).announcement_text());
    CHECK(contains(wrong_rounds(texts),
                   "f: due, but neither drawn nor voided; "
                   "6 rounds: 0 drawn, 5 VOID (a, b, c, and 2 more), 1 open"));
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
