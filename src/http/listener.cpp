#include "http/listener.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace fairdraw::http {
namespace {

constexpr int backlog = 4096;

[[noreturn]] void throw_errno(const std::string& doing) {
    throw std::system_error(errno, std::generic_category(), doing);
}

void switch_on(int fd, int level, int option) {
    int on = 1;
    ::setsockopt(fd, level, option, &on, sizeof on);
}

// accept(2), "Error handling": what was wrong with the connection that would have been next.
bool is_trouble_of_one_connection(int error) {
    constexpr std::array errors{EINTR,  ECONNABORTED, EPROTO, ENETDOWN,   ENOPROTOOPT, EHOSTDOWN,
                                ENONET, EHOSTUNREACH, EPERM,  EOPNOTSUPP, ENETUNREACH, ETIMEDOUT};
    return std::ranges::find(errors, error) != errors.end();
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses resolve(const Endpoint& endpoint) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    int error = ::getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &found);
    if (error)
        throw std::invalid_argument("cannot listen on " + endpoint.host + ": " + ::gai_strerror(error));
    return {found, &::freeaddrinfo};
}

std::string printable(const sockaddr_storage& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes =
        address.ss_family == AF_INET6
            ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr)
            : &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    return ::inet_ntop(address.ss_family, bytes, text.data(), text.size()) ? text.data() : "";
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

void Descriptor::close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Endpoint parse_endpoint(const std::string& address) {
    auto colon = address.rfind(':');
    auto fail = [&] { return std::invalid_argument("not HOST:PORT: " + address); };
    if (colon == address.npos || colon == 0 || colon + 1 == address.size()) throw fail();
    Endpoint endpoint{address.substr(0, colon), address.substr(colon + 1)};
    if (endpoint.host.starts_with('[') && endpoint.host.ends_with(']')) {
        endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
    } else if (endpoint.host.find(':') != endpoint.host.npos) {
        throw fail();
    }
    bool is_number = std::ranges::all_of(endpoint.port, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number || endpoint.port.size() > 5 || std::stoi(endpoint.port) > 65'535) throw fail();
    return endpoint;
}

Descriptor listen_on(const Endpoint& endpoint, bool share_port) {
    auto addresses = resolve(endpoint);
    const addrinfo& address = *addresses;
    Descriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) throw_errno("socket");
    switch_on(socket.get(), SOL_SOCKET, SO_REUSEADDR);
    if (share_port) switch_on(socket.get(), SOL_SOCKET, SO_REUSEPORT);
    if (::bind(socket.get(), address.ai_addr, address.ai_addrlen) || ::listen(socket.get(), backlog)) {
        throw_errno("cannot listen on " + endpoint.host + " port " + endpoint.port);
    }
    return socket;
}

std::uint16_t local_port(const Descriptor& listener) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length))
        throw_errno("getsockname");
    return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                               : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

std::optional<Accepted> accept_from(const Descriptor& listener) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    for (;;) {
        Descriptor socket(::accept4(listener.get(), reinterpret_cast<sockaddr*>(&address), &length,
                                    SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket) {
            switch_on(socket.get(), IPPROTO_TCP, TCP_NODELAY);
            return Accepted{std::move(socket), printable(address)};
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) return std::nullopt;
        if (!is_trouble_of_one_connection(errno)) throw_errno("accept");
    }
}

}  // namespace fairdraw::http
