// drand's arithmetic, which rounds of it may be announced, and what its relays answer.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <limits>

#include "beacons/answer.hpp"
#include "fairdraw/drand.hpp"
#include "fairdraw/sha256.hpp"
#include "rounds/beacon_calendar.hpp"

using namespace fairdraw;
using beacons::RelayAnswer;
using rounds::BeaconWish;

namespace {

const DrandChain slow{.hash = Hash{1}, .genesis_s = 1'000, .period_s = 30};

DrandBeacon beacon_of(std::uint8_t signer) {
    DrandBeacon beacon{{slow.hash, 7}, {signer}, {}};
    beacon.randomness = sha256(beacon.signature);
    return beacon;
}

std::string answer(std::string_view round, std::string_view signature, std::string_view randomness) {
    return fmt::format(R"({{"round":{},"randomness":"{}","signature":"{}"}})", round, randomness, signature);
}

RelayAnswer away() {
    return tl::unexpected(beacons::RelayTrouble{"answers 500"});
}

std::string refusal(const rounds::BeaconCalendar& calendar, const BeaconWish& wish, std::int64_t enter_to_s,
                    std::int64_t close_due_s) {
    const auto chosen = calendar.choose(wish, UnixMs{enter_to_s * 1000}, UnixMs{close_due_s * 1000});
    return chosen ? "" : chosen.error().detail;
}

}  // namespace

TEST_CASE("a chain's rounds are due a period apart, from its genesis on") {
    CHECK(slow.due(1) == UnixMs{1'000'000});
    CHECK(slow.due(2) == UnixMs{1'030'000});
    // The protocol's example: quicknet's round 1000.
    CHECK(DrandChain::quicknet().due(1000) == UnixMs{(1'692'803'367 + 999 * 3) * 1000LL});
    CHECK(slow.due(std::uint64_t{1} << 40) == UnixMs{(1'000 + ((std::int64_t{1} << 40) - 1) * 30) * 1000});
    const DrandChain endless{
        .hash = {}, .genesis_s = 0, .period_s = std::numeric_limits<std::int64_t>::max()};
    CHECK(endless.due(3) == UnixMs{std::numeric_limits<std::int64_t>::max()});
}

TEST_CASE("the first round due from a moment on is due then, and the one before was due earlier") {
    CHECK(slow.first_due_from(UnixMs{0}) == 1);
    CHECK(slow.first_due_from(UnixMs{1'000'000}) == 1);
    for (const auto& chain : {slow, DrandChain{.hash = {}, .genesis_s = 0, .period_s = 1}}) {
        for (std::int64_t ms = 1'000'001; ms < 1'100'000; ms += 499) {
            const auto number = chain.first_due_from(UnixMs{ms});
            CAPTURE(ms);
            CHECK(chain.due(number) >= UnixMs{ms});
            REQUIRE(number > 1);
            CHECK(chain.due(number - 1) < UnixMs{ms});
        }
    }
}

TEST_CASE("a beacon is asked for by its chain, or by its number, or not at all") {
    const auto hash = std::string(64, 'b');
    CHECK_FALSE(rounds::parse_beacon_wish("none").value().has_value());
    CHECK_FALSE(rounds::parse_beacon_wish("drand " + hash).value()->number.has_value());
    CHECK(rounds::parse_beacon_wish("drand " + hash + " 12").value()->number == 12);
    for (const auto& text : {std::string("none"), "drand " + hash, "drand " + hash + " 12"})
        CHECK(rounds::format_beacon_wish(rounds::parse_beacon_wish(text).value()) == text);
    for (const auto& wrong :
         std::vector<std::string>{"", "drand", "drand ", "drand " + hash + " ", "drand " + hash + " 0",
                                  "drand " + hash + " 01", "drand " + hash + " -1", "quicknet " + hash,
                                  "drand " + hash.substr(1), "drand " + hash + " 1 2", "None"}) {
        INFO(wrong);
        CHECK_FALSE(rounds::parse_beacon_wish(wrong).has_value());
    }
    const BeaconWish any{Hash{1}, std::nullopt}, seventh{Hash{1}, 7};
    const auto announced = format_drand_round({Hash{1}, 7});
    CHECK(rounds::fulfils(announced, any));
    CHECK(rounds::fulfils(announced, seventh));
    CHECK_FALSE(rounds::fulfils(announced, BeaconWish{Hash{1}, 70}));
    CHECK_FALSE(rounds::fulfils(announced, BeaconWish{Hash{2}, std::nullopt}));
    CHECK_FALSE(rounds::fulfils(announced, std::nullopt));
    CHECK(rounds::fulfils("none", std::nullopt));
}

TEST_CASE(
    "a beacon is due at least 10 s after the window, later where the close begins late, and within 7 days") {
    const rounds::BeaconCalendar calendar({slow});
    const auto number_at = [](std::int64_t s) {
        return BeaconWish{slow.hash, slow.first_due_from({s * 1000})};
    };
    // Rounds are due at 1000 s, 1030 s, ...; those named here at 4000 s.
    CHECK(refusal(calendar, number_at(4000), 3990, 3992) == "");
    CHECK(refusal(calendar, number_at(4000), 3991, 3992) != "");
    CHECK(refusal(calendar, number_at(4000), 3900, 3999) == "");
    CHECK(refusal(calendar, number_at(4000), 3900, 4000) != "");
    CHECK(refusal(calendar, {slow.hash, 1}, 4000, 4000) != "");
    CHECK(refusal(calendar, number_at(4000 + 7 * 86'400 - 40), 4000, 4000) == "");
    CHECK(refusal(calendar, number_at(4000 + 7 * 86'400 + 30), 4000, 4000).find("7 days") !=
          std::string::npos);
    CHECK(refusal(calendar, {slow.hash, std::uint64_t{1} << 40}, 4000, 4000).find("7 days") !=
          std::string::npos);

    // Where it is left to the service.
    const auto chosen = [&](std::int64_t enter_to_s, std::int64_t close_due_s) {
        return calendar
            .choose({slow.hash, std::nullopt}, UnixMs{enter_to_s * 1000}, UnixMs{close_due_s * 1000})
            .value();
    };
    CHECK(chosen(3970, 3972).due == UnixMs{4'000'000});
    CHECK(chosen(3971, 3972).due == UnixMs{4'030'000});
    CHECK(chosen(3000, 3979).due == UnixMs{4'000'000});
    CHECK(chosen(3970, 3972).round == DrandRound{slow.hash, 101});

    CHECK(refusal(calendar, {Hash{2}, 101}, 3970, 3972).find("not known") != std::string::npos);
    CHECK(refusal(rounds::BeaconCalendar{}, {slow.hash, 101}, 3970, 3972).find("--drand-relay") !=
          std::string::npos);
}

TEST_CASE("a relay's answer is read strictly") {
    const auto good = beacon_of(0xab);
    const auto signature = to_hex(good.signature), randomness = to_hex(good.randomness);
    const auto read = [&](std::string_view body, long status = 200) {
        return beacons::read_answer(status, body, good.round);
    };
    CHECK(read(answer("7", signature, randomness)).value() == good);
    // drand's own answers may hold more.
    CHECK(read(fmt::format(R"({{"round":7,"randomness":"{}","signature":"{}","previous_signature":""}})",
                           randomness, signature))
              .value() == good);

    const auto upper = [](std::string hex) {
        for (auto& c : hex) c = static_cast<char>(std::toupper(c));
        return hex;
    };
    auto other = randomness;
    other[0] = other[0] == '0' ? '1' : '0';
    for (const auto& wrong : {answer("8", signature, randomness),
                              answer("\"7\"", signature, randomness),
                              answer("7.0", signature, randomness),
                              answer("-7", signature, randomness),
                              answer("7", signature, other),
                              answer("7", upper(signature), randomness),
                              answer("7", signature, upper(randomness)),
                              answer("7", signature + "00", randomness),
                              answer("7", signature.substr(2), randomness),
                              answer("7", "", ""),
                              answer("7", signature, ""),
                              answer("7,\"round\":7", signature, randomness),
                              "[" + answer("7", signature, randomness) + "]",
                              answer("7", signature, randomness) + "x",
                              std::string("{}"),
                              std::string(""),
                              std::string("7"),
                              std::string("{\"round\":7}"),
                              answer("null", signature, randomness),
                              std::string(1000, '[')}) {
        INFO(wrong);
        CHECK_FALSE(read(wrong).has_value());
    }
    CHECK(read("", 404).error().has_none);
    for (const long status : {0, 204, 301, 302, 403, 500, 503}) {
        CAPTURE(status);
        const auto refused = read(answer("7", signature, randomness), status);
        REQUIRE_FALSE(refused.has_value());
        CHECK_FALSE(refused.error().has_none);
    }
}

TEST_CASE("of several relays two must give the same; the only one is taken at its word") {
    const RelayAnswer a = beacon_of(1), b = beacon_of(2), c = beacon_of(3);
    const auto taken = [](const std::vector<RelayAnswer>& answers) {
        const auto beacon = beacons::agree(answers);
        return beacon ? int{beacon->signature[0]} : 0;
    };
    CHECK(taken({a}) == 1);
    CHECK(taken({a, a}) == 1);
    CHECK(taken({a, b, b}) == 2);
    CHECK(taken({a, away(), a}) == 1);
    CHECK(taken({a, a, a, b}) == 1);
    CHECK(taken({}) == 0);
    CHECK(taken({away()}) == 0);
    CHECK(taken({a, away()}) == 0);
    CHECK(taken({a, b}) == 0);
    CHECK(taken({a, b, c}) == 0);
    CHECK(taken({a, a, b, b}) == 0);
    CHECK(beacons::agree({a, b}).error().find("different beacons") != std::string::npos);
    CHECK(beacons::agree({a, away()}).error() ==
          "two relays must give the same: relay 1 gives one, relay 2 answers 500");
}
