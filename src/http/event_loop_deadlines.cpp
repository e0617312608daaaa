// How the event loop ends what takes too long, and itself.
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <algorithm>

#include "http/event_loop.hpp"
#include "http/problem.hpp"
#include "http/steady_clock.hpp"

namespace fairdraw::http {
namespace {

constexpr std::int64_t stopping_sweep_interval_ms = 10;
constexpr std::size_t max_backlog = 100'000;

// A look at all connections costs next to nothing beside what they do, and a timeout of seconds may be a
// little late.
std::int64_t sweep_interval_ms(const ServerOptions& options) {
    auto shortest = std::min({options.idle_timeout_ms, options.request_timeout_ms, options.write_timeout_ms});
    return std::clamp<std::int64_t>(shortest / 4, 5, 250);
}

Response timed_out(Recorded recorded) {
    Response response =
        problem(Code::invalid_request, "The request did not arrive in time.", {.recorded = recorded});
    response.status = 408;
    return response;
}

}  // namespace

int EventLoop::wait_ms() const {
    auto left_ms = (next_sweep_ns_ - steady_now_ns()) / ns_per_ms + 1;
    return static_cast<int>(std::clamp<std::int64_t>(left_ms, 0, 250));
}

void EventLoop::sweep() {
    auto now_ns = steady_now_ns();
    if (is_stopping() && listener_) begin_stop(now_ns);
    if (now_ns >= stop_deadline_ns_) overdue_ = true;
    if (listener_ && !is_accepting_) {
        poller_.heed_listener(listener_, true);
        is_accepting_ = true;
    }
    for (const auto& connection : connections_) {
        if (connection) end_if_due(*connection, now_ns);
    }
    log_.requests_waiting(ready_.prompt.size() + ready_.blocking.size());
    auto interval_ms = is_stopping() ? stopping_sweep_interval_ms : sweep_interval_ms(options_);
    next_sweep_ns_ = now_ns + interval_ms * ns_per_ms;
}

void EventLoop::end_if_due(Connection& connection, std::int64_t now_ns) {
    bool is_expired = is_overdue() || now_ns >= connection.deadline_ns;
    switch (connection.phase) {
        case Phase::serving:
            return;
        case Phase::idle:
            // The shutdown makes for an event, and what arrived before it is still read and answered.
            if (is_expired || is_stopping()) ::shutdown(connection.socket.get(), SHUT_RD);
            return;
        case Phase::reading:
            if (is_expired) refuse(connection, timed_out(connection.refused_means()));
            return;
        case Phase::writing:
        case Phase::lingering:
            if (is_expired) close(connection);
            return;
    }
}

void EventLoop::begin_stop(std::int64_t now_ns) {
    spdlog::info("event=stopping connections={}", open_);
    accept_waiting(max_backlog);  // they had been let in before the stop
    stop_deadline_ns_ = now_ns + options_.stop_timeout_ms * ns_per_ms;
    auto linger_deadline_ns = now_ns + linger_when_stopping_ms * ns_per_ms;
    for (const auto& connection : connections_) {
        if (!connection || connection->phase != Phase::lingering) continue;
        connection->deadline_ns = std::min(connection->deadline_ns, linger_deadline_ns);
    }
    listener_.close();
}

void EventLoop::stop() {
    stopping_ = true;
    poller_.ring();
}

}  // namespace fairdraw::http
