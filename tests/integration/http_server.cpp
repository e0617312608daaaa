#include "integration/http_server.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "http/chunked_body.hpp"

namespace fairdraw::testing {
namespace {

constexpr int patience_ms = 20'000;
constexpr std::size_t most_in_chunks = std::size_t{1} << 30;

http::ServerOptions on_a_free_port(http::ServerOptions options) {
    if (options.listen == http::ServerOptions{}.listen) options.listen = "127.0.0.1:0";
    return options;
}

}  // namespace

RunningServer::RunningServer(http::Router router, http::ServerOptions options,
                             std::shared_ptr<const http::TokenVerifier> tokens,
                             std::shared_ptr<http::Metrics> metrics)
    : server_(on_a_free_port(std::move(options)), std::move(router), std::move(tokens), std::move(metrics)),
      port_(server_.bind()),
      runner_([this] { server_.run(); }) {}

RunningServer::~RunningServer() {
    server_.stop();
    if (runner_.joinable()) runner_.join();
}

std::string HttpReply::header(std::string_view name) const {
    auto begin = head.find(fmt::format("\r\n{}: ", name));
    if (begin == head.npos) return "";
    begin += name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::string HttpReply::code() const {
    auto problem = nlohmann::json::parse(body, nullptr, false);
    return problem.is_object() ? problem.value("code", "") : "";
}

HttpClient::HttpClient(std::uint16_t port, int receive_buffer_bytes)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer_bytes > 0) {
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address)) {
        int error = errno;
        ::close(socket_);
        throw std::system_error(error, std::generic_category(), "connect");
    }
}

HttpClient::~HttpClient() {
    ::close(socket_);
}

bool HttpClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string HttpClient::read_some() {
    pollfd waiting{socket_, POLLIN, 0};
    REQUIRE(::poll(&waiting, 1, patience_ms) == 1);
    std::array<char, 65'536> bytes;
    auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    was_reset_ = count < 0 && errno == ECONNRESET;
    return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : "";
}

HttpReply HttpClient::read(bool has_body) {
    HttpReply reply;
    auto receive_until = [&](auto is_enough) {
        while (!is_enough()) {
            auto more = read_some();
            if (more.empty()) return false;
            received_ += more;
        }
        return true;
    };
    if (!receive_until([&] { return received_.find("\r\n\r\n") != received_.npos; })) return reply;
    auto head_size = received_.find("\r\n\r\n") + 4;
    reply.head = received_.substr(0, head_size);
    received_.erase(0, head_size);
    reply.status = std::stoi(reply.head.substr(9));
    if (has_body && reply.header("Transfer-Encoding") == "chunked") {
        http::ChunkedBody chunks(most_in_chunks);
        receive_until([&] {
            received_.erase(0, chunks.consume(received_, reply.body));
            return chunks.state() != http::ChunkedBody::State::reading;
        });
        CHECK(chunks.state() == http::ChunkedBody::State::complete);
        return reply;
    }
    auto length =
        has_body && !reply.header("Content-Length").empty() ? std::stoul(reply.header("Content-Length")) : 0;
    receive_until([&] { return received_.size() >= length; });
    reply.body = received_.substr(0, length);
    received_.erase(0, reply.body.size());
    return reply;
}

HttpReply HttpClient::ask(std::string_view bytes) {
    send(bytes);
    return read();
}

bool HttpClient::hangs_up() {
    return received_.empty() && read_some().empty();
}

void HttpClient::finish_sending() {
    ::shutdown(socket_, SHUT_WR);
}

std::string request(std::string_view method, std::string_view path, std::string_view fields,
                    std::string_view body) {
    auto length = body.empty() ? "" : fmt::format("Content-Length: {}\r\n", body.size());
    return fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}{}\r\n{}", method, path, fields, length, body);
}

HttpReply ask(std::uint16_t port, std::string_view bytes) {
    return HttpClient(port).ask(bytes);
}

}  // namespace fairdraw::testing
