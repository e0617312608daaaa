// What operators may write in a round's request; what is refused is in functional/bad_content_test.cpp.
#include <doctest/doctest.h>

#include "rounds/operator_requests.hpp"

using namespace fairdraw;
using namespace fairdraw::rounds;

namespace {

tl::expected<RoundPlan, api::Refusal> round_entered(const std::string& from, const std::string& to) {
    const auto parsed = parse_round(R"({"round": "r", "reserve": null, "enter": {"from": ")" + from +
                                    R"(", "to": ")" + to + "\"}}");
    return parsed.map([](const NewRound& round) { return std::get<RoundPlan>(round); });
}

}  // namespace

TEST_CASE("times may be written with any offset, with or without milliseconds") {
    const UnixMs begin = parse_rfc3339("2026-11-21T15:00:00.000Z").value();
    for (const std::string from :
         {"2026-11-21T15:00:00.000Z", "2026-11-21T15:00:00Z", "2026-11-21T23:00:00+08:00",
          "2026-11-21T23:00:00.000+08:00", "2026-11-21T11:30:00-03:30", "2026-11-22T00:00:00+09:00"}) {
        INFO(from);
        const auto plan = round_entered(from, "2026-11-21T15:01:00.250Z");
        REQUIRE(plan.has_value());
        CHECK(plan->enter.from == begin);
        CHECK(plan->enter.to.value == begin.value + 60'250);
    }
}

TEST_CASE("what is no time is refused by name") {
    for (const std::string from :
         {"", "23:00", "2026-11-21", "2026-11-21T23:00:00", "2026-11-21T23:00:00+8",
          "2026-11-21T23:00:00+24:00", "2026-11-21T23:00:00+08:60", "2026-11-21T23:00:00+0800",
          "2026-11-21T23:00:00z", "2026-11-21 23:00:00Z", "2026-11-21T23:00:00.5Z", "2026-13-21T23:00:00Z",
          "2026-11-21T23:00:00Z ", "+2026-11-21T23:00:00Z"}) {
        INFO(from);
        const auto plan = round_entered(from, "2026-11-21T15:01:00.000Z");
        REQUIRE_FALSE(plan.has_value());
        CHECK(plan.error().detail.find("from") != std::string::npos);
    }
}
