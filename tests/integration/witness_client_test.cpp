// Asking a witness that has all the time in the world: what it says counts if it is whole in time, and nobody
// waits for it longer.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <string>
#include <variant>

#include "fairdraw/checkpoint.hpp"
#include "log/witness_client.hpp"
#include "support/hostile_server.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw;
using namespace fairdraw::log;
using namespace fairdraw::testing;

namespace {

using Send = HostileServer::Send;

const auto operator_key = SigningKey::from_seed("shop.example/coupons", {7});
const auto witness_key = WitnessSigningKey::from_seed("witness.example", {8});
const std::string text = format(Checkpoint{operator_key.origin(), 1, Hash{1}});

std::string answer_with(const std::string& body) {
    return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
}

WitnessAnswer ask(const HostileServer& witness, const std::stop_token& stop = {}) {
    const WitnessClient client({witness_key.verifier_key(), witness.address()});
    return client.add_checkpoint(0, {}, operator_key.sign(text), stop);
}

}  // namespace

TEST_CASE("a witness that answers a byte at a time has answered when it is whole") {
    const auto line = witness_key.cosign(text, 1'700'000'000);
    const HostileServer witness([&](const Send& send, const auto& stop) {
        for (const char byte : answer_with(line))
            if (!send({&byte, 1}) || !pause_for(std::chrono::milliseconds(1), stop)) return;
    });
    const auto answer = ask(witness);
    REQUIRE(std::holds_alternative<Cosigned>(answer));
    CHECK(std::get<Cosigned>(answer).line == line);
    CHECK(std::get<Cosigned>(answer).at_s == 1'700'000'000);
}

TEST_CASE("a witness that answers a byte at a time without end is given up soon") {
    for (const std::string begin : {"HTTP/1.1 200 OK\r\nX-More: ", "HTTP/1.1 200 OK\r\n\r\n"}) {
        INFO(begin);
        const HostileServer witness([&](const Send& send, const auto& stop) {
            send(begin);
            drip(send, stop, "x");
        });
        const auto started = std::chrono::steady_clock::now();
        const auto answer = ask(witness);
        CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(20));
        REQUIRE(std::holds_alternative<Trouble>(answer));
        CHECK(std::get<Trouble>(answer).reason.find("fails") != std::string::npos);
    }
}

TEST_CASE("nobody waits for a witness that is answering when the service stops") {
    std::stop_source stopping;
    const HostileServer witness([&](const Send& send, const auto& stop) {
        send("HTTP/1.1 200 OK\r\n\r\n");
        stopping.request_stop();
        drip(send, stop, "x");
    });
    const auto answer = ask(witness, stopping.get_token());
    REQUIRE(std::holds_alternative<Trouble>(answer));
    CHECK(std::get<Trouble>(answer).reason == "it did not answer before the service stopped");
}
