// A server of one connection that answers as a test wants, byte by byte: what no server library would send.
// On a thread of its own; one thread makes and destroys it.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

namespace fairdraw::testing {

class HostileServer {
  public:
    // Sends all of the bytes, at once; false when the client has gone.
    using Send = std::function<bool(std::string_view bytes)>;
    // What it does once a request has begun to arrive. It must return soon after `stop` is requested.
    using Act = std::function<void(const Send& send, const std::stop_token& stop)>;

    // On a free port of the loopback interface.
    explicit HostileServer(Act act);
    ~HostileServer();
    HostileServer(const HostileServer&) = delete;
    HostileServer& operator=(const HostileServer&) = delete;

    std::string address() const;  // http://127.0.0.1:PORT

  private:
    void serve(const Act& act, const std::stop_token& stop) const;

    int listener_;
    int port_ = 0;
    std::jthread thread_;
};

// Without end, a little at a time, so that no pause is long.
void drip(const HostileServer::Send& send, const std::stop_token& stop, std::string_view drop);

}  // namespace fairdraw::testing
