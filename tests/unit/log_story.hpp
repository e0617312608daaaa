// A log as an auditor meets it: an honest one to begin with, and what became of it.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "fairdraw/log_audit.hpp"
#include "support/made_round.hpp"

namespace fairdraw::testing {

using Ids = std::set<std::string>;

inline const UnixMs long_after = at("2027-01-01T00:00:00.000Z");

/// Three rounds, their texts mixed: one drawn, one voided before its close, one voided after.
inline std::vector<std::string> honest_texts() {
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

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace fairdraw::testing
