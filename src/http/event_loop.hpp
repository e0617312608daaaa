// The one thread that holds all parked connections: accepts, reads whole requests, sends responses, times out
// who is idle or slow.
//
// run() is for one thread, stop() for any. send(), blocked() and broken() are for whoever owns a connection
// that the loop had given away, and are the last that may be done with it.
//
// Responses are sent by the loop whoever made them: a client that is answered asks again at once, and a loop
// that is woken for each such request from elsewhere spends more on waking than on serving.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "http/connection.hpp"
#include "http/poller.hpp"
#include "http/ready_queue.hpp"
#include "http/request_log.hpp"
#include "http/response_writer.hpp"
#include "http/router.hpp"
#include "http/server.hpp"

namespace fairdraw::http {

class EventLoop {
  public:
    // Serves a connection whose request is whole, on the loop's thread, if it can be served at once;
    // otherwise returns false, and it is left to the workers.
    using ServeAtOnce = std::function<bool(Connection&)>;

    // Refuses who sends a large body, before it is read, if they may not.
    using RefuseSender = std::function<std::optional<Response>(const Route&, Request&)>;

    EventLoop(const ServerOptions& options, const Router& router, const ResponseWriter& writer,
              RequestLog& log, ReadyQueues& ready, ServeAtOnce serve_at_once, RefuseSender refuse_sender);

    // Returns after stop(), when no connection is left.
    void run(Descriptor listener);
    void stop();
    bool is_stopping() const { return stopping_.load(std::memory_order_relaxed); }
    // Whether stop() has waited as long as it may: what is not begun is not worth beginning.
    bool is_overdue() const { return overdue_.load(std::memory_order_relaxed); }

    // Sends what is in `out`, and then what the connection has yet to stream.
    void send(Connection& connection);
    // The reader must take more of it first.
    void blocked(Connection& connection) { give_back(connection, Wish::await_room); }
    void broken(Connection& connection) { give_back(connection, Wish::abort); }

  private:
    void accept_waiting(std::size_t at_most);
    void adopt(Accepted accepted);

    void on_event(Connection& connection);
    void read_from(Connection& connection);
    void feed(Connection& connection, std::string_view bytes);
    void route(Connection& connection);
    void hand_to_workers(Connection& connection, std::string_view unread);
    void enqueue(Connection& connection);
    void write_on(Connection& connection);
    void done(Connection& connection);
    void refuse(Connection& connection, Response response);
    void linger(Connection& connection);
    void cut(Connection& connection);
    void discard_from(Connection& connection);
    void close(Connection& connection);

    void give_back(Connection& connection, Wish wish);
    void take_back_all();
    void take_back(Connection& connection);
    void park(Connection& connection, Phase phase, std::int64_t timeout_ms);

    static constexpr std::int64_t linger_when_stopping_ms = 250;

    int wait_ms() const;
    void sweep();
    void end_if_due(Connection& connection, std::int64_t now_ns);
    void begin_stop(std::int64_t now_ns);

    const ServerOptions& options_;
    const Router& router_;
    const ResponseWriter& writer_;
    RequestLog& log_;
    ReadyQueues& ready_;
    const ServeAtOnce serve_at_once_;
    const RefuseSender refuse_sender_;
    Poller poller_;
    std::thread::id thread_;  // run()'s
    Descriptor listener_;
    bool is_accepting_ = false;

    std::vector<std::unique_ptr<Connection>> connections_;  // by file descriptor
    std::size_t open_ = 0;
    std::size_t lingering_ = 0;  // of those
    std::size_t max_connections_;
    ConnectionList newly_prompt_;  // in this round of events
    ConnectionList newly_blocking_;
    std::vector<char> scratch_;
    std::int64_t next_sweep_ns_ = 0;
    std::int64_t stop_deadline_ns_ = never_ns;

    std::mutex given_back_mutex_;
    ConnectionList given_back_;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> overdue_{false};
};

}  // namespace fairdraw::http
