// The sockets at the edge: one that listens, those it accepts. Throws std::system_error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace fairdraw::http {

// A file descriptor that closes itself. Move-only.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor() { close(); }

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    void close();

  private:
    int fd_ = -1;
};

struct Endpoint {
    std::string host;
    std::string port;
};

// "127.0.0.1:8080", "[::1]:8080", "localhost:0". Throws std::invalid_argument for anything else.
Endpoint parse_endpoint(const std::string& address);

// Non-blocking, with a backlog for a rush (what net.core.somaxconn allows of 4096). `share_port` is
// SO_REUSEPORT: the kernel then spreads new connections over all processes that ask for it.
Descriptor listen_on(const Endpoint& endpoint, bool share_port);

std::uint16_t local_port(const Descriptor& listener);

struct Accepted {
    Descriptor socket;  // non-blocking, TCP_NODELAY: a response that waits for an acknowledgement costs 40 ms
    std::string remote_address;
};
// Nothing when nobody waits any more. Throws when this process is out of files or memory.
std::optional<Accepted> accept_from(const Descriptor& listener);

}  // namespace fairdraw::http
