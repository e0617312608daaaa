// Where parked connections wait: epoll, one event a time each (EPOLLONESHOT), and a bell that any thread may
// ring.
//
// For one thread, but ring() for any. Throws std::system_error.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>

#include "http/connection.hpp"
#include "http/listener.hpp"

namespace fairdraw::http {

class Poller {
  public:
    enum class For { reading, writing };

    Poller();

    void add_listener(const Descriptor& listener);
    // Whether wait() tells of it. Takes nothing that may be short just then, as adding it again would.
    void heed_listener(const Descriptor& listener, bool heeded);

    void add(Connection& connection);
    // Exactly one event follows, unless the connection is closed first. From then on it is the loop's.
    void arm(Connection& connection, For what = For::reading);

    // Makes wait() return.
    void ring() const;

    struct Events {
        std::span<const epoll_event> connections;
        bool can_accept = false;
    };
    // The events are valid until the next call.
    Events wait(int timeout_ms);

    static Connection& connection_of(const epoll_event& event) {
        return *static_cast<Connection*>(event.data.ptr);
    }

  private:
    Descriptor epoll_;
    Descriptor bell_;
    std::array<epoll_event, 512> events_{};
};

}  // namespace fairdraw::http
