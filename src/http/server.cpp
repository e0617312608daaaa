#include "http/server.hpp"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "http/dispatcher.hpp"
#include "http/event_loop.hpp"
#include "http/listener.hpp"
#include "http/problem.hpp"
#include "http/ready_queue.hpp"
#include "http/request_log.hpp"
#include "http/response_writer.hpp"
#include "http/steady_clock.hpp"
#include "http/transmission.hpp"

namespace fairdraw::http {

class Server::Engine {
  public:
    Engine(ServerOptions options, Router router, std::shared_ptr<const TokenVerifier> tokens,
           std::shared_ptr<Metrics> metrics)
        : options_(std::move(options)),
          router_(std::move(router)),
          dispatcher_(options_, std::move(tokens), metrics.get()),
          log_(router_, std::move(metrics), options_.slow_request_ms * ns_per_ms),
          loop_(
              options_, router_, writer_, log_, ready_,
              [this](Connection& connection) { return serve_at_once(connection); },
              [this](const Route& route, Request& request) {
                  return dispatcher_.refuse_sender(route, request);
              }) {}

    std::uint16_t bind() {
        listener_ = listen_on(parse_endpoint(options_.listen), options_.share_port);
        return local_port(listener_);
    }

    void run() {
        std::vector<std::jthread> workers;
        auto start = [&](unsigned count, ReadyQueue& queue) {
            for (unsigned i = 0; i < count; ++i) workers.emplace_back([this, &queue] { work(queue); });
        };
        start(prompt_threads(), ready_.prompt);
        start(options_.worker_threads, ready_.blocking);
        // Also when the loop fails: workers that nobody closes the queues for would wait for ever.
        const auto close_queues = [this](void*) {
            ready_.prompt.close();
            ready_.blocking.close();
        };
        const std::unique_ptr<void, decltype(close_queues)> closing{this, close_queues};
        loop_.run(std::move(listener_));
    }

    void stop() { loop_.stop(); }

  private:
    unsigned prompt_threads() const {
        if (options_.prompt_threads > 0) return options_.prompt_threads;
        return std::max(std::thread::hardware_concurrency(), 1U);
    }

    void work(ReadyQueue& queue) {
        while (Connection* connection = queue.pop()) {
            if (connection->stream) {
                go_on(*connection);
            } else {
                serve(*connection);
            }
        }
    }

    void serve(Connection& connection) {
        if (connection.refusal) return respond(connection, std::move(*connection.refusal));
        auto refused_as = [&](Code code, std::string_view detail) {
            auto recorded = connection.route->options.refused_means;
            respond(connection, problem(code, detail, {.recorded = recorded}));
        };
        if (loop_.is_overdue()) return refused_as(Code::unavailable, "The server is stopping.");
        auto waited_ns = steady_now_ns() - connection.request.arrived_ns;
        if (waited_ns > options_.max_wait_ms * ns_per_ms) {
            return refused_as(Code::overloaded, "There are too many requests.");
        }
        if (dispatch_at_once(connection, Dispatcher::Tokens::all)) return;
        const bool was_prompt = !connection.may_block();
        connection.not_at_once = true;
        // What may have to wait is not for a thread that never does.
        if (was_prompt && connection.may_block()) return queue(connection);
        dispatcher_.dispatch(*connection.route, connection.request, connection.caller, reply_of(connection));
    }

    Reply reply_of(Connection& connection) {
        return Reply([this, &connection](Response response) { respond(connection, std::move(response)); });
    }

    bool serve_at_once(Connection& connection) {
        if (!connection.refusal) return dispatch_at_once(connection, Dispatcher::Tokens::remembered);
        respond(connection, std::move(*connection.refusal));
        return true;
    }

    bool dispatch_at_once(Connection& connection, Dispatcher::Tokens which) {
        if (!connection.route->at_once || connection.not_at_once) return false;
        Reply reply = reply_of(connection);
        if (dispatcher_.dispatch_at_once(*connection.route, connection.request, connection.caller, which,
                                         reply))
            return true;
        reply.cancel();
        return false;
    }

    void respond(Connection& connection, Response response) {
        const Request& request = connection.request;
        log_.answered(connection.route, request.method, response.status,
                      steady_now_ns() - request.arrived_ns);
        bool head_only = request.method == "HEAD";
        connection.keep_alive = connection.keep_alive && !loop_.is_stopping();
        if (response.stream) prepare_stream(connection, *response.stream, head_only);
        writer_.write(std::move(response), {head_only, connection.keep_alive, connection.minor_version},
                      connection.out);
        if (connection.stream) return queue(connection);  // producing its pieces is a worker's work
        loop_.send(connection);
    }

    static void prepare_stream(Connection& connection, const Stream& stream, bool head_only) {
        // HTTP/1.0 has no chunks: the end of the connection is the end of the body.
        if (!stream.length && connection.minor_version == 0) connection.keep_alive = false;
        if (head_only || stream.length == 0) return;
        connection.stream_bytes_left = stream.length.value_or(0);
        connection.stream_ended = false;
        connection.stream = stream;
    }

    void go_on(Connection& connection) {
        if (loop_.is_overdue()) return loop_.broken(connection);
        switch (send_stream(connection)) {
            case Sent::all:
                return loop_.send(connection);
            case Sent::blocked:
                return loop_.blocked(connection);
            case Sent::turn_over:
                return queue(connection);
            case Sent::broken:
                return loop_.broken(connection);
        }
    }

    void queue(Connection& connection) {
        ConnectionList one;
        one.push_back(connection);
        ready_.of(connection).push(one);
    }

    ServerOptions options_;
    Router router_;
    Dispatcher dispatcher_;
    ResponseWriter writer_;
    RequestLog log_;
    ReadyQueues ready_;
    EventLoop loop_;
    Descriptor listener_;
};

Server::Server(ServerOptions options, Router router, std::shared_ptr<const TokenVerifier> tokens,
               std::shared_ptr<Metrics> metrics)
    : engine_(std::make_unique<Engine>(std::move(options), std::move(router), std::move(tokens),
                                       std::move(metrics))) {}

Server::~Server() = default;

std::uint16_t Server::bind() {
    return engine_->bind();
}
void Server::run() {
    engine_->run();
}
void Server::stop() {
    engine_->stop();
}

}  // namespace fairdraw::http
