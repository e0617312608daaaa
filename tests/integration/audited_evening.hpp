// An evening in the database, played step by step, for tests of the auditor inside it. One thread.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "fairdraw/texts.hpp"
#include "integration/rounds_database.hpp"

namespace fairdraw::testing {

using Ids = std::vector<std::string>;

struct Report {
    Ids checks;
    Ids failing;
    Ids unknown;
    std::string text;
};

enum class Reserve { needed, not_needed };

// One round, "evening", whose time is over in its texts as well, up to the step that a test asks for.
struct Evening : RoundsDatabase {
    explicit Evening(Reserve reserve = Reserve::needed, const std::string& quota = "odds 1/5 stochastic") {
        const auto in = [](int minutes) { return UnixMs{4'000'000'000'000 + minutes * 60'000}; };
        const auto window = reserve == Reserve::needed ? std::optional{Window{in(1), in(2)}} : std::nullopt;
        const rounds::RoundPlan plan{RoundId::parse("evening").value(), std::nullopt, window,
                                     Window{in(3), in(4)}, parse_quota(quota).value()};
        REQUIRE(announcer.announce(keeper, plan, "tester").has_value());
        date_back();
    }

    // Announced in 2000 for an evening of 2001, in its columns and in its signed text.
    void date_back() {
        const auto note =
            parse_note(value("SELECT note FROM fairdraw.publications"), "announcement.txt").value();
        auto text = parse_announcement(note.text).value();
        const auto back = [](UnixMs time) { return UnixMs{time.value - 3'000'000'000'000}; };
        text.announced = UnixMs{950'000'000'000};
        if (text.reserve) text.reserve = Window{back(text.reserve->from), back(text.reserve->to)};
        text.enter = Window{back(text.enter.from), back(text.enter.to)};
        query("UPDATE fairdraw.publications SET note = '" + keys.current().sign(format(text)) + "'");
        query(
            "UPDATE fairdraw.rounds SET announced_at = to_timestamp(950000000), "
            "reserve_from = reserve_from - interval '3000000000 s', reserve_to = reserve_to - interval "
            "'3000000000 s', "
            "enter_from = enter_from - interval '3000000000 s', enter_to = enter_to - interval '3000000000 "
            "s', "
            "close_due_at = close_due_at - interval '3000000000 s'");
    }

    // `count` users reserve, where that is needed, and one more who never comes; then all of them enter.
    void take_part(int count) {
        std::vector<std::string> users;
        for (int i = 0; i < count; ++i) users.push_back("user" + std::to_string(i));
        query(
            "INSERT INTO fairdraw.reservations SELECT round_no, 'user' || i, reserve_from + i * interval '1 "
            "ms' "
            "FROM fairdraw.rounds, generate_series(0, " +
            std::to_string(count) + ") AS i WHERE reserve_from IS NOT NULL");
        enter(rounds::RoundNumber{1}, users);
    }
    void disqualify(int count) {
        query(
            "INSERT INTO fairdraw.disqualifications (round_no, user_id, reason) SELECT 1, 'user' || i, "
            "'shared_device' FROM generate_series(0, " +
            std::to_string(count - 1) + ") AS i");
    }
    void draw() {
        close_all();
        REQUIRE(rounds::draw_next_round(keeper, keys).has_value());
    }
    void void_it() {
        REQUIRE(rounds::void_round(keeper, keys, RoundId::parse("evening").value(), "power cut", "tester")
                    .has_value());
    }

    // What the auditor says, as the auditor's role, after something was done that is then taken back.
    Report audit_after(const std::string& tampering) const {
        Report report;
        for (const auto& row : query("BEGIN; " + tampering +
                                     "; SET LOCAL ROLE fairdraw_auditor; "
                                     "SELECT * FROM fairdraw.audit_round('evening')")) {
            report.checks.push_back(row[0]);
            if (row[1] == "f") report.failing.push_back(row[0]);
            if (row[1] == "null") report.unknown.push_back(row[0]);
            report.text += fmt::format("{} {} {}\n", row[0], row[1], row[2]);
        }
        return report;
    }
    Report audit() const { return audit_after("SELECT"); }

    void check_named(const std::string& tampering, const Ids& by) const {
        const auto report = audit_after(tampering);
        INFO(tampering, "\n", report.text);
        CHECK(report.failing == by);
    }
};

// A drawn round with winners, losers, disqualified, and somebody (user200) who reserved and never came.
struct DrawnEvening : Evening {
    DrawnEvening() {
        take_part(200);
        disqualify(20);
        draw();
    }
};

}  // namespace fairdraw::testing
