#include "support/hostile_server.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <utility>

#include "support/wait_until.hpp"

namespace fairdraw::testing {

HostileServer::HostileServer(Act act) : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(listener_, 4) == 0);
    REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this, act = std::move(act)](const auto& stop) { serve(act, stop); });
}

HostileServer::~HostileServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
}

std::string HostileServer::address() const {
    return fmt::format("http://127.0.0.1:{}", port_);
}

void HostileServer::serve(const Act& act, const std::stop_token& stop) const {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    std::array<char, 4096> request;
    [[maybe_unused]] auto read = ::recv(client, request.data(), request.size(), 0);
    const auto send = [client](std::string_view bytes) {
        const auto sent = ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return sent == static_cast<ssize_t>(bytes.size());
    };
    act(send, stop);
    // With bytes unread, closing at once would take away what was sent.
    ::shutdown(client, SHUT_WR);
    while (read > 0) read = ::recv(client, request.data(), request.size(), 0);
    ::close(client);
}

void drip(const HostileServer::Send& send, const std::stop_token& stop, std::string_view drop) {
    while (send(drop) && pause_for(std::chrono::milliseconds(50), stop)) {
    }
}

}  // namespace fairdraw::testing
