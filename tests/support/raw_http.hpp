// A TCP connection that sends whatever a test wants, for requests that no client library would send. One
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fairdraw::testing {

class RawConnection {
  public:
    // To 127.0.0.1. Throws std::system_error.
    explicit RawConnection(std::uint16_t port);
    ~RawConnection();
    RawConnection(const RawConnection&) = delete;
    RawConnection& operator=(const RawConnection&) = delete;

    // Sends as much as the other side takes; false once it has hung up.
    bool send(std::string_view bytes);
    // One response with its body, or what there was of it when the other side hung up or said nothing for
    // `patience_ms`.
    std::string read_response(int patience_ms = 20'000);

  private:
    int socket_;
};

// The status of a response read that way; 0 when the other side hung up without one.
int status_of(std::string_view response);

// Sends one request and returns the status.
int raw_status(std::uint16_t port, std::string_view request);

}  // namespace fairdraw::testing
