// What an audit says of a round that was voided: that it was, why, and whether its result could be withheld.
#include <doctest/doctest.h>

#include "fairdraw/audit.hpp"
#include "support/made_round.hpp"
#include "vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

std::optional<Voided> void_of(EvidenceInMemory evidence, std::vector<DrandChain> chains = {}) {
    const AuditReport report = audit(evidence, {.further_chains = std::move(chains)});
    REQUIRE(report.verdict == Verdict::pass);
    return report.voided;
}

EvidenceInMemory voided(const MadeRound& round, const std::string& text) {
    EvidenceInMemory evidence = round.evidence();
    for (const char* file : {"draw.txt", "winners.txt"}) evidence.files.erase(file);
    evidence.files["void.txt"] = operator_key().sign(text);
    if (text == round.void_text()) return evidence;
    for (const char* file : {"close.txt", "entries.txt", "disqualified.txt"}) evidence.files.erase(file);
    return evidence;
}

}  // namespace

TEST_CASE("a report says that a round was voided, why, and whether there was a list by then") {
    const auto closed = void_of(EvidenceInMemory(bundles / "void-after-the-close"));
    REQUIRE(closed);
    CHECK(closed->reason == "the shop withdrew the offer");
    CHECK(closed->after_close);
    CHECK_FALSE(void_of(EvidenceInMemory(bundles / "void-before-the-close")).value().after_close);
    CHECK_FALSE(void_of(EvidenceInMemory(bundles / "seven")));
}

TEST_CASE("without a beacon the result of a voided round could be withheld; with one, once it was due") {
    const MadeRound without;
    const MadeRound with({.beacon = true});
    const auto withheld = [](const MadeRound& round, const std::string& text,
                             std::vector<DrandChain> chains = {}) {
        return void_of(voided(round, text), std::move(chains)).value().could_be_withheld;
    };
    CHECK(withheld(without, without.void_text()));
    CHECK(withheld(without, without.early_void_text()));
    // Its void is of the very moment at which the beacon was due.
    CHECK(withheld(with, with.void_text(), {test_chain}));
    CHECK_FALSE(withheld(with, with.early_void_text(), {test_chain}));
    // Of a chain that is not known nobody here can say when that was.
    CHECK(withheld(with, with.early_void_text()));
}
