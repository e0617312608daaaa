// A Server in this process on a free port of the loopback interface, and clients that say exactly what a test
// wants. One thread each, but for what is said otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "http/server.hpp"

namespace fairdraw::testing {

class RunningServer {
  public:
    explicit RunningServer(http::Router router, http::ServerOptions options = {},
                           std::shared_ptr<const http::TokenVerifier> tokens = nullptr,
                           std::shared_ptr<http::Metrics> metrics = nullptr);
    // Stops, and waits until run() has returned.
    ~RunningServer();

    std::uint16_t port() const { return port_; }
    void stop() { server_.stop(); }  // any thread
    void wait() { runner_.join(); }

  private:
    http::Server server_;
    std::uint16_t port_;
    std::jthread runner_;
};

struct HttpReply {
    int status = 0;  // 0: the server hung up without a word
    std::string head;
    std::string body;

    std::string header(std::string_view name) const;  // empty when there is none
    std::string code() const;                         // of a problem
};

class HttpClient {
  public:
    // To 127.0.0.1. Throws std::system_error. `receive_buffer_bytes` makes a slow reader of it.
    explicit HttpClient(std::uint16_t port, int receive_buffer_bytes = 0);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // False once the server has hung up.
    bool send(std::string_view bytes);
    // The next response with its body. Fails the test when nothing comes for twenty seconds.
    HttpReply read(bool has_body = true);
    HttpReply ask(std::string_view bytes);
    // Whether the server hangs up before it says anything more.
    bool hangs_up();
    // Says that nothing more will be sent.
    void finish_sending();

    std::string read_some();                       // empty at the end
    bool was_reset() const { return was_reset_; }  // the end was none that one may rely on

  private:
    int socket_;
    bool was_reset_ = false;
    std::string received_;
};

// "GET /path HTTP/1.1" and so on, with a Host and whatever else is given.
std::string request(std::string_view method, std::string_view path, std::string_view fields = "",
                    std::string_view body = "");

// One request on a connection of its own.
HttpReply ask(std::uint16_t port, std::string_view bytes);

}  // namespace fairdraw::testing
