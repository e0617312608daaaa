// Where parked connections wait: epoll, one event a time each (EPOLLONESHOT), and a bell that any thread may
// ring.
//
// wait() is for one thread; arm() for whoever owns the connection; ring() for any. Throws std::system_error.
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
    void remove_listener(const Descriptor& listener);

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

    // The connection of an event, once whoever armed it is done with it. The kernel sees to that, but only a
    // mutex says so in terms of the language (and of ThreadSanitizer).
    static Connection& take(const epoll_event& event);

  private:
    Descriptor epoll_;
    Descriptor bell_;
    std::array<epoll_event, 512> events_{};
};

}  // namespace fairdraw::http
