#include "http/event_loop.hpp"

#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <system_error>

#include "http/problem.hpp"
#include "http/steady_clock.hpp"
#include "http/transmission.hpp"

namespace fairdraw::http {
namespace {

constexpr std::size_t scratch_bytes = 64 * 1024;
constexpr std::size_t accepted_at_once = 256;
constexpr std::size_t handed_over_at_once = 16;
constexpr std::int64_t linger_ms = 2'000;
constexpr std::size_t max_unrouted_body_bytes = 8 * 1024;
// More than this is read of nobody who may not send it, and of who may in the time that half a megabit a
// second takes.
constexpr std::size_t anybodys_body_bytes = 16 * 1024;
constexpr std::size_t slowest_bytes_per_ms = 64;
constexpr std::string_view continue_response = "HTTP/1.1 100 Continue\r\n\r\n";

// Files for the rest of the program, and for connections that are only being told to go.
constexpr std::size_t files_kept_free = 256;
constexpr std::size_t turned_away_at_once = 128;

std::size_t connection_limit(std::size_t wanted) {
    if (wanted > 0) return wanted;
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    constexpr std::size_t reserve = files_kept_free + turned_away_at_once;
    return std::max<std::size_t>(files.rlim_cur, reserve + 16) - reserve;
}

}  // namespace

EventLoop::EventLoop(const ServerOptions& options, const Router& router, const ResponseWriter& writer,
                     RequestLog& log, ReadyQueues& ready, ServeAtOnce serve_at_once,
                     RefuseSender refuse_sender)
    : options_(options),
      router_(router),
      writer_(writer),
      log_(log),
      ready_(ready),
      serve_at_once_(std::move(serve_at_once)),
      refuse_sender_(std::move(refuse_sender)),
      max_connections_(connection_limit(options.max_connections)),
      scratch_(scratch_bytes) {}

void EventLoop::run(Descriptor listener) {
    listener_ = std::move(listener);
    thread_ = std::this_thread::get_id();
    poller_.add_listener(listener_);
    is_accepting_ = true;
    while (listener_ || open_ > 0) {
        auto events = poller_.wait(wait_ms());
        for (const auto& event : events.connections) on_event(Poller::connection_of(event));
        if (events.can_accept) accept_waiting(accepted_at_once);
        take_back_all();
        ready_.prompt.push(newly_prompt_);
        ready_.blocking.push(newly_blocking_);
        if (steady_now_ns() >= next_sweep_ns_ || (is_stopping() && listener_)) sweep();
    }
}

void EventLoop::accept_waiting(std::size_t at_most) {
    try {
        while (at_most-- > 0) {
            auto accepted = accept_from(listener_);
            if (!accepted) return;
            adopt(std::move(*accepted));
        }
    } catch (const std::system_error& error) {
        // Out of files or memory: those who wait stay in the backlog until the next sweep, and do not spin
        // the loop.
        spdlog::warn("event=not_accepting error={:?}", std::string_view(error.what()));
        poller_.heed_listener(listener_, false);
        is_accepting_ = false;
    }
}

void EventLoop::adopt(Accepted accepted) {
    if (open_ >= max_connections_ + turned_away_at_once) return;
    auto fd = static_cast<std::size_t>(accepted.socket.get());
    if (fd >= connections_.size()) connections_.resize(fd + 1);
    auto adopted = std::make_unique<Connection>(std::move(accepted), options_.max_header_bytes);
    Connection& connection = *adopted;
    connection.deadline_ns = steady_now_ns() + options_.idle_timeout_ms * ns_per_ms;
    // Throws where the kernel watches no more: then it is let go, and never was one of those that are open.
    poller_.add(connection);
    connections_[fd] = std::move(adopted);
    log_.connections_open(++open_);
    if (open_ - lingering_ > max_connections_)
        refuse(connection, problem(Code::overloaded, "There are too many connections."));
}

void EventLoop::on_event(Connection& connection) {
    switch (connection.phase) {
        case Phase::idle:
        case Phase::reading:
            return read_from(connection);
        case Phase::writing:
            return write_on(connection);
        case Phase::lingering:
            return discard_from(connection);
        case Phase::serving:
            return;  // a bug: it was not armed
    }
}

void EventLoop::read_from(Connection& connection) {
    auto count = ::recv(connection.socket.get(), scratch_.data(), scratch_.size(), 0);
    if (count > 0) return feed(connection, {scratch_.data(), static_cast<std::size_t>(count)});
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return poller_.arm(connection);
    close(connection);
}

void EventLoop::feed(Connection& connection, std::string_view bytes) {
    RequestReader& reader = connection.reader;
    while (!bytes.empty() && reader.wants_bytes()) {
        bytes.remove_prefix(reader.consume(bytes));
        if (reader.state() == RequestReader::State::head_read) route(connection);
    }
    if (reader.state() == RequestReader::State::complete) return hand_to_workers(connection, bytes);
    if (reader.state() == RequestReader::State::refused) {
        if (connection.route && connection.refusal) return refuse(connection, std::move(*connection.refusal));
        auto [code, detail] = reader.refusal();
        return refuse(connection, problem(code, detail, {.recorded = connection.refused_means()}));
    }
    if (reader.take_expectation()) {
        ::send(connection.socket.get(), continue_response.data(), continue_response.size(), MSG_NOSIGNAL);
    }
    if (!reader.has_begun()) return park(connection, Phase::idle, options_.idle_timeout_ms);
    // From its first byte on a request has so much time and no more, however often it sends another.
    if (connection.phase == Phase::reading) return poller_.arm(connection);
    park(connection, Phase::reading, options_.request_timeout_ms + connection.body_time_ms);
}

void EventLoop::route(Connection& connection) {
    Request& request = connection.reader.request();
    auto match = router_.find(request.method, request.path);
    connection.route = match ? match->route : nullptr;
    connection.path_parameters =
        match ? std::move(match->path_parameters) : decltype(match->path_parameters){};
    connection.refusal = match ? std::nullopt : std::optional(std::move(match.error()));
    auto limit = match ? match->route->options.max_body_bytes : max_unrouted_body_bytes;
    if (match && limit > anybodys_body_bytes && connection.reader.may_exceed(anybodys_body_bytes)) {
        request.remote_address = connection.remote_address;
        request.arrived_ns = steady_now_ns();
        connection.refusal = refuse_sender_(*match->route, request);
        if (connection.refusal) {
            limit = max_unrouted_body_bytes;
        } else {
            connection.body_time_ms = static_cast<std::int64_t>(limit / slowest_bytes_per_ms);
            if (connection.phase == Phase::reading)
                connection.deadline_ns += connection.body_time_ms * ns_per_ms;
        }
    }
    connection.reader.allow_body(limit);
}

void EventLoop::hand_to_workers(Connection& connection, std::string_view unread) {
    connection.keep_alive = connection.reader.keep_alive();
    connection.minor_version = connection.reader.minor_version();
    connection.request = connection.reader.take_request();
    connection.request.path_parameters = std::move(connection.path_parameters);
    connection.request.remote_address = connection.remote_address;
    connection.request.arrived_ns = steady_now_ns();
    connection.unread = unread;
    connection.phase = Phase::serving;
    connection.deadline_ns = never_ns;
    if (!serve_at_once_(connection)) enqueue(connection);
}

void EventLoop::enqueue(Connection& connection) {
    auto& batch = connection.may_block() ? newly_blocking_ : newly_prompt_;
    batch.push_back(connection);
    if (batch.size() >= handed_over_at_once) ready_.of(connection).push(batch);
}

void EventLoop::write_on(Connection& connection) {
    connection.phase = Phase::serving;
    connection.deadline_ns = never_ns;
    if (connection.stream) return enqueue(connection);
    auto sent = send_out(connection);
    if (sent == Sent::all) return done(connection);
    if (sent == Sent::blocked) return park(connection, Phase::writing, options_.write_timeout_ms);
    broken(connection);
}

void EventLoop::send(Connection& connection) {
    if (std::this_thread::get_id() == thread_) return write_on(connection);
    give_back(connection, Wish::send);
}

void EventLoop::refuse(Connection& connection, Response response) {
    log_.answered(connection.route, connection.reader.request().method, response.status, 0);
    connection.out.clear();
    writer_.write(std::move(response), {.keep_alive = false}, connection.out);
    send_out(connection);  // a few hundred bytes; whoever has no room for them does not get them
    linger(connection);
}

// Closing at once, with bytes unread, would reset the connection and might take the response away from a
// client that is still sending (RFC 9112, section 9.6).
void EventLoop::linger(Connection& connection) {
    ::shutdown(connection.socket.get(), SHUT_WR);
    ++lingering_;
    park(connection, Phase::lingering, is_stopping() ? linger_when_stopping_ms : linger_ms);
}

// By a reset: an end like any other would be the end of a body whose length nobody was told (HTTP/1.0).
void EventLoop::cut(Connection& connection) {
    const ::linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(connection.socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(connection);
}

void EventLoop::discard_from(Connection& connection) {
    auto count = ::recv(connection.socket.get(), scratch_.data(), scratch_.size(), 0);
    if (count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR))) return poller_.arm(connection);
    close(connection);
}

void EventLoop::close(Connection& connection) {
    log_.connections_open(--open_);
    if (connection.phase == Phase::lingering) --lingering_;
    connections_[static_cast<std::size_t>(connection.socket.get())].reset();
}

void EventLoop::done(Connection& connection) {
    connection.end_exchange();
    if (!connection.keep_alive || is_stopping()) return give_back(connection, Wish::close);
    if (!connection.unread.empty()) return give_back(connection, Wish::read_on);
    park(connection, Phase::idle, options_.idle_timeout_ms);
}

void EventLoop::park(Connection& connection, Phase phase, std::int64_t timeout_ms) {
    connection.deadline_ns = steady_now_ns() + timeout_ms * ns_per_ms;
    connection.phase = phase;
    poller_.arm(connection, phase == Phase::writing ? Poller::For::writing : Poller::For::reading);
}

void EventLoop::give_back(Connection& connection, Wish wish) {
    connection.wish = wish;
    std::lock_guard lock(given_back_mutex_);
    // Whoever gives back the first of those that the loop has not taken yet rings, for all; and while the
    // loop cannot take it, because with its last connection the loop itself may be gone.
    if (given_back_.empty()) poller_.ring();
    given_back_.push_back(connection);
}

void EventLoop::take_back_all() {
    ConnectionList taken;
    {
        std::lock_guard lock(given_back_mutex_);
        taken.append(given_back_);
    }
    while (Connection* connection = taken.pop_front()) take_back(*connection);
}

void EventLoop::take_back(Connection& connection) {
    switch (connection.wish) {
        case Wish::read_on:
            return feed(connection, std::exchange(connection.unread, {}));
        case Wish::send:
            return write_on(connection);
        case Wish::await_room:
            return park(connection, Phase::writing, options_.write_timeout_ms);
        case Wish::close:
            return linger(connection);
        case Wish::abort:
            return cut(connection);
    }
}

}  // namespace fairdraw::http
