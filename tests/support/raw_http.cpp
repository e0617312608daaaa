#include "support/raw_http.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <system_error>

namespace fairdraw::testing {

namespace {

// Header section and as much body as Content-Length says.
bool is_whole(std::string_view response) {
    const auto head = response.find("\r\n\r\n");
    if (head == std::string_view::npos) return false;
    constexpr std::string_view field = "\r\nContent-Length: ";
    const auto begin = response.substr(0, head).find(field);
    if (begin == std::string_view::npos) return false;
    const auto digits = response.substr(begin + field.size());
    std::size_t length = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), length);
    return response.size() >= head + 4 + length;
}

}  // namespace

RawConnection::RawConnection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        const int error = errno;
        ::close(socket_);
        throw std::system_error(error, std::generic_category(), "connect");
    }
}

RawConnection::~RawConnection() {
    ::close(socket_);
}

bool RawConnection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string RawConnection::read_response(int patience_ms) {
    std::string result;
    while (!is_whole(result)) {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, patience_ms) <= 0) break;
        char buffer[65536];
        const auto read = ::recv(socket_, buffer, sizeof buffer, 0);
        if (read <= 0) break;
        result.append(buffer, static_cast<std::size_t>(read));
    }
    return result;
}

int status_of(std::string_view response) {
    constexpr std::string_view protocol = "HTTP/1.1 ";
    int status = 0;
    if (response.starts_with(protocol)) {
        const auto digits = response.substr(protocol.size(), 3);
        std::from_chars(digits.data(), digits.data() + digits.size(), status);
    }
    return status;
}

int raw_status(std::uint16_t port, std::string_view request) {
    RawConnection connection(port);
    connection.send(request);
    return status_of(connection.read_response());
}

}  // namespace fairdraw::testing
