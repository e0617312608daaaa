// Local times: daylight saving, gaps and repeats, and which of a campaign's days are due.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <pqxx/result>

#include "integration/rounds_database.hpp"
#include "sql/rounds_sql.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

std::string instant(RoundsDatabase& database, const std::string& local, const std::string& zone) {
    return database.value(fmt::format(
        "SELECT to_char(fairdraw.first_instant_of('{}', '{}') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')",
        local, zone));
}

}  // namespace

TEST_CASE("a local time happens once a day, whatever the clocks do") {
    RoundsDatabase database;
    // Where there is no daylight saving, always the same.
    CHECK(instant(database, "2026-11-21 23:00", "Asia/Taipei") == "2026-11-21 15:00");
    // A time that is skipped moves forward by the gap.
    CHECK(instant(database, "2026-03-29 02:30", "Europe/Berlin") == "2026-03-29 01:30");  // 03:30 local
    CHECK(instant(database, "2026-10-04 02:15", "Australia/Lord_Howe") ==
          "2026-10-03 15:45");  // a gap of 30 minutes
    CHECK(instant(database, "2011-12-30 12:00", "Pacific/Apia") == "2011-12-30 22:00");  // a whole day
    // A time that happens twice counts the first time.
    CHECK(instant(database, "2026-10-25 02:30", "Europe/Berlin") == "2026-10-25 00:30");
    CHECK(instant(database, "2026-11-01 01:30", "America/New_York") == "2026-11-01 05:30");
    CHECK(instant(database, "2026-04-05 01:45", "Australia/Lord_Howe") == "2026-04-04 14:45");
    // The hours around a change are what they are.
    CHECK(instant(database, "2026-03-29 01:59", "Europe/Berlin") == "2026-03-29 00:59");
    CHECK(instant(database, "2026-03-29 03:00", "Europe/Berlin") == "2026-03-29 01:00");
    CHECK(instant(database, "2026-10-25 03:00", "Europe/Berlin") == "2026-10-25 02:00");
    CHECK(instant(database, "2026-10-25 12:00", "Europe/Berlin") == "2026-10-25 11:00");
}

TEST_CASE("a campaign's rounds are due once each, within the time ahead, on the days it runs") {
    RoundsDatabase database;
    const auto insert = [&](const std::string& id, const std::string& more_columns,
                            const std::string& more_values) {
        database.query(fmt::format(
            "INSERT INTO fairdraw.campaigns (campaign_id, time_zone, starts_at, reserve_opens_before_s, "
            "reserve_closes_before_s, enter_for_s, quota, beacon{}) VALUES ('{}', 'Asia/Taipei', '23:00', "
            "300, 60, "
            "60, 'odds 1/5 stochastic', 'none'{})",
            more_columns, id, more_values));
    };
    const auto due = [&](std::int64_t ahead_s) {
        return database.keeper.read(rounds::sql::find_due_campaign_days, {ahead_s});
    };
    SUBCASE("two days ahead hold two evenings, and four hold four") {
        insert("daily", "", "");
        CHECK(due(48 * 3600).size() == 2);
        CHECK(due(96 * 3600).size() == 4);
        const auto first = due(48 * 3600)[0];
        CHECK(first[4].as<std::int64_t>() - first[2].as<std::int64_t>() == 300'000);
        CHECK(first[4].as<std::int64_t>() - first[3].as<std::int64_t>() == 60'000);
        CHECK(first[5].as<std::int64_t>() - first[4].as<std::int64_t>() == 60'000);
    }
    SUBCASE("a stopped campaign has none") {
        insert("stopped", ", stopped_at", ", now()");
        CHECK(due(96 * 3600).empty());
    }
    SUBCASE("nor one whose days are over or to come") {
        insert("over", ", last_day", ", '2020-01-01'");
        insert("to-come", ", first_day", ", '9999-01-01'");
        CHECK(due(96 * 3600).empty());
    }
    SUBCASE("a day that is announced is not due again") {
        insert("daily", "", "");
        const auto row = due(48 * 3600)[0];
        const rounds::CampaignDay day{"daily", row[1].as<std::string>()};
        const auto ms = [&](int column) { return UnixMs{row[column].as<std::int64_t>()}; };
        const rounds::RoundPlan plan{RoundId::parse("daily-" + day.day).value(), day, Window{ms(2), ms(3)},
                                     Window{ms(4), ms(5)}, parse_quota(row[6].as<std::string>()).value()};
        CHECK(database.announcer.announce(database.keeper, plan, "fairdraw").value() ==
              rounds::Announcer::Outcome::announced);
        CHECK(database.announcer.announce(database.keeper, plan, "fairdraw").value() ==
              rounds::Announcer::Outcome::repeated);
        CHECK(due(48 * 3600).size() == 1);
    }
}
