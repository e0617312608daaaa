// Relays by their addresses; and hostile ones: whatever they send, an answer comes back in time, and it is no
// beacon.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <string>
#include <vector>

#include "beacons/relays.hpp"
#include "fairdraw/sha256.hpp"
#include "support/hostile_server.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

using Relay = HostileServer;
using Send = HostileServer::Send;

std::string answer_with(const std::string& body) {
    return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
}

}  // namespace

TEST_CASE("a relay is one relay however its address is written") {
    const std::string plain = "https://api.drand.sh/v1";
    for (const std::string same :
         {"https://api.drand.sh/v1/", "https://API.Drand.sh/v1", "HTTPS://api.drand.sh/v1",
          "https://api.drand.sh:443/v1", "https://api.drand.sh:0443/v1//", "https://api.drand.sh/./v1"}) {
        INFO(same);
        CHECK(beacons::Relays({same}).addresses() == std::vector{plain});
        CHECK_THROWS_AS(beacons::Relays({plain, same}), std::invalid_argument);
    }
    const std::vector<std::string> different{plain,
                                             "http://api.drand.sh/v1",
                                             "https://api.drand.sh:8443/v1",
                                             "https://api.drand.sh/V1",
                                             "https://api.drand.sh",
                                             "https://api2.drand.sh/v1"};
    CHECK(beacons::Relays(different).addresses() == different);
}

TEST_CASE("a relay that answers without end, elsewhere, or never, gives no beacon, and soon") {
    DrandBeacon beacon{{Hash{1}, 7}, {3}, {}};
    beacon.randomness = sha256(beacon.signature);
    const auto body = fmt::format(R"({{"round":7,"randomness":"{}","signature":"{}"}})",
                                  to_hex(beacon.randomness), to_hex(beacon.signature));
    Relay good([&](const Send& send, const auto&) { send(answer_with(body)); });
    Relay silent([](const Send&, const auto& stop) { wait_for_stop(stop); });
    Relay dripping_head([](const Send& send, const auto& stop) {
        send("HTTP/1.1 200 OK\r\n");
        drip(send, stop, "X-More: 1\r\n");
    });
    Relay dripping_body([](const Send& send, const auto& stop) {
        send("HTTP/1.1 200 OK\r\n\r\n");
        drip(send, stop, " ");
    });
    Relay long_head([](const Send& send, const auto&) {
        send("HTTP/1.1 200 OK\r\n");
        while (send("X-More: " + std::string(1000, 'x') + "\r\n")) {
        }
    });
    Relay long_body([](const Send& send, const auto&) {
        send("HTTP/1.1 200 OK\r\n\r\n");
        while (send(std::string(10'000, ' '))) {
        }
    });
    Relay elsewhere([&](const Send& send, const auto&) {
        send(fmt::format("HTTP/1.1 302 Found\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n", good.address()));
    });
    Relay cut_off(
        [&](const Send& send, const auto&) { send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"); });
    Relay nonsense([](const Send& send, const auto&) { send("no HTTP\r\n\r\n"); });
    const beacons::Relays relays({elsewhere.address(), silent.address(), dripping_head.address(),
                                  dripping_body.address(), long_head.address(), long_body.address(),
                                  cut_off.address(), nonsense.address(), "http://127.0.0.1:1",
                                  good.address()});

    const auto started = std::chrono::steady_clock::now();
    const auto answers = relays.ask(beacon.round, {});
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(15));
    REQUIRE(answers.size() == 10);
    for (std::size_t i = 0; i < 9; ++i) {
        CAPTURE(i);
        REQUIRE_FALSE(answers[i].has_value());
        CHECK_FALSE(answers[i].error().reason.empty());
    }
    CHECK(answers[0].error().reason == "answers 302");
    CHECK(answers[4].error().reason == "answers at too great length");
    CHECK(answers[5].error().reason == "answers at too great length");
    CHECK(answers[9].value() == beacon);
}

TEST_CASE("nobody waits for a relay when the service stops") {
    Relay silent([](const Send&, const auto& stop) { wait_for_stop(stop); });
    std::stop_source stop;
    stop.request_stop();
    const auto answers = beacons::Relays({silent.address()}).ask({Hash{1}, 7}, stop.get_token());
    CHECK(answers.at(0).error().reason == "did not answer before the service stopped");
}
