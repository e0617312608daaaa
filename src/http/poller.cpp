#include "http/poller.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace fairdraw::http {
namespace {

// What an event's pointer is when it is not a connection's.
int listener_mark;
int bell_mark;

void control(const Descriptor& epoll, int operation, int fd, std::uint32_t events, void* data) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = data;
    if (::epoll_ctl(epoll.get(), operation, fd, &event)) {
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
}

}  // namespace

Poller::Poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), bell_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (!epoll_ || !bell_) throw std::system_error(errno, std::generic_category(), "epoll");
    control(epoll_, EPOLL_CTL_ADD, bell_.get(), EPOLLIN, &bell_mark);
}

void Poller::add_listener(const Descriptor& listener) {
    control(epoll_, EPOLL_CTL_ADD, listener.get(), EPOLLIN, &listener_mark);
}

void Poller::heed_listener(const Descriptor& listener, bool heeded) {
    control(epoll_, EPOLL_CTL_MOD, listener.get(), heeded ? EPOLLIN : EPOLL_EVENTS{}, &listener_mark);
}

void Poller::add(Connection& connection) {
    control(epoll_, EPOLL_CTL_ADD, connection.socket.get(), EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, &connection);
}

void Poller::arm(Connection& connection, For what) {
    std::uint32_t events = what == For::reading ? EPOLLIN | EPOLLRDHUP : EPOLLOUT;
    control(epoll_, EPOLL_CTL_MOD, connection.socket.get(), events | EPOLLONESHOT, &connection);
}

void Poller::ring() const {
    std::uint64_t one = 1;
    // Fails only when the bell has been rung 2^64 - 2 times already, and then it is ringing.
    [[maybe_unused]] auto written = ::write(bell_.get(), &one, sizeof one);
}

Poller::Events Poller::wait(int timeout_ms) {
    int count = ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), timeout_ms);
    if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll_wait");
    std::span happened(events_.data(), static_cast<std::size_t>(std::max(count, 0)));
    Events events;
    auto is_own = [&](const epoll_event& event) {
        if (event.data.ptr == &listener_mark) return events.can_accept = true;
        if (event.data.ptr != &bell_mark) return false;
        std::uint64_t rings = 0;
        [[maybe_unused]] auto read = ::read(bell_.get(), &rings, sizeof rings);
        return true;
    };
    auto own = std::ranges::remove_if(happened, is_own);
    events.connections = happened.first(happened.size() - own.size());
    return events;
}

}  // namespace fairdraw::http
