// Whose log it is: nothing is announced under another origin than that of what is published, also where the
// database was away, or empty, when the service started.
#include <doctest/doctest.h>

#include "integration/rounds_database.hpp"
#include "log/origin.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

TEST_CASE("the first who publishes gives the log its origin, and no other announces after that") {
    RoundsDatabase database;
    const rounds::SigningKeys others{{SigningKey::from_seed("other.example", {1}), database.keys.current()}};
    const rounds::SigningKeys new_keys{
        {SigningKey::from_seed("shop.example/coupons", {2}), database.keys.current()}};
    const auto announce = [&](const rounds::SigningKeys& keys, const std::string& id) {
        const UnixMs now{std::stoll(database.value("SELECT fairdraw.now_ms()"))};
        const auto in = [&](int minutes) { return UnixMs{now.value + minutes * 60'000}; };
        const rounds::RoundPlan plan{RoundId::parse(id).value(), std::nullopt, std::nullopt,
                                     Window{in(1), in(2)}, parse_quota("count 1").value()};
        return rounds::Announcer(keys, 0).announce(database.keeper, plan, "tester");
    };
    CHECK_FALSE(log::refuse_origin(database.url, others.all()));
    REQUIRE(announce(database.keys, "first"));

    CHECK(log::refuse_origin(database.url, others.all()));
    const auto refused = announce(others, "second");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == http::Code::conflict);
    CHECK(refused.error().detail.find("shop.example/coupons") != std::string::npos);
    CHECK(database.value("SELECT count(*) FROM fairdraw.publications") == "1");

    // A new key of the same origin is how keys are changed.
    CHECK_FALSE(log::refuse_origin(database.url, new_keys.all()));
    CHECK(announce(new_keys, "third"));
}
