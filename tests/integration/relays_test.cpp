// Hostile relays: whatever they send, an answer comes back in time, and it is no beacon.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

#include "beacons/relays.hpp"
#include "fairdraw/sha256.hpp"

using namespace fairdraw;

namespace {

// Sends all of `text`, or false.
using Send = std::function<bool(const std::string& text)>;

// Takes one connection and does with it what it is told to.
class Relay {
  public:
    explicit Relay(std::function<void(const Send&, const std::stop_token&)> act)
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(listener_, 4) == 0);
        REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this, act = std::move(act)](const std::stop_token& stop) {
            const int client = ::accept(listener_, nullptr, nullptr);
            if (client < 0) return;
            std::string request(4096, '\0');
            [[maybe_unused]] const auto read = ::recv(client, request.data(), request.size(), 0);
            act(
                [&](const std::string& text) {
                    return ::send(client, text.data(), text.size(), MSG_NOSIGNAL) ==
                           static_cast<ssize_t>(text.size());
                },
                stop);
            ::close(client);
        });
    }
    ~Relay() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.request_stop();
        thread_.join();
        ::close(listener_);
    }

    std::string address() const { return fmt::format("http://127.0.0.1:{}", port_); }

  private:
    int listener_;
    int port_ = 0;
    std::jthread thread_;
};

// A little at a time, so that no pause is long.
void drip(const Send& send, const std::stop_token& stop, const std::string& drop) {
    while (!stop.stop_requested() && send(drop)) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

std::string answer_with(const std::string& body) {
    return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
}

}  // namespace

TEST_CASE("a relay that answers without end, elsewhere, or never, gives no beacon, and soon") {
    DrandBeacon beacon{{Hash{1}, 7}, {3}, {}};
    beacon.randomness = sha256(beacon.signature);
    const auto body = fmt::format(R"({{"round":7,"randomness":"{}","signature":"{}"}})",
                                  to_hex(beacon.randomness), to_hex(beacon.signature));
    Relay good([&](const Send& send, const auto&) { send(answer_with(body)); });
    Relay silent([](const Send&, const auto& stop) {
        while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    });
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
    Relay silent([](const Send&, const auto& stop) {
        while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    });
    std::stop_source stop;
    stop.request_stop();
    const auto answers = beacons::Relays({silent.address()}).ask({Hash{1}, 7}, stop.get_token());
    CHECK(answers.at(0).error().reason == "did not answer before the service stopped");
}
