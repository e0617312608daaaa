// The door: accepts connections, reads whole requests, has them answered in the order in which they became
// ready.
//
// HTTP/1.1 (RFC 9112). A connection that has no whole request costs no thread: it is parked in epoll, and one
// thread reads all of them. Workers take whole requests, first ready first; what they answer that thread
// sends, as fast as a slow reader takes it. Requests that cannot be framed beyond doubt are refused
// (request_head.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/message.hpp"
#include "http/metrics.hpp"
#include "http/router.hpp"
#include "http/throttle.hpp"
#include "http/tokens.hpp"

namespace fairdraw::http {

struct ServerOptions {
    std::string listen = "127.0.0.1:8080";  // HOST:PORT or [IPv6]:PORT; port 0: any free one
    bool share_port = false;                // SO_REUSEPORT: several instances of this program on one port
    unsigned worker_threads = 128;          // for handlers that may block
    unsigned prompt_threads = 0;            // for those that do not; 0: one a processor
    std::size_t max_connections = 0;  // 0: as many as the limit on open files leaves; beyond: OVERLOADED
    std::size_t max_header_bytes = 16 * 1024;
    std::int64_t idle_timeout_ms = 75'000;     // between requests
    std::int64_t request_timeout_ms = 10'000;  // from a request's first byte to its last; beyond: 408
    std::int64_t write_timeout_ms = 30'000;    // a reader that takes nothing for so long is cut off
    std::int64_t max_wait_ms = 10'000;         // for a worker; whoever has waited longer is told OVERLOADED
    std::int64_t stop_timeout_ms = 10'000;     // how long stop() lets what is in flight finish
    std::int64_t slow_request_ms = 1'000;      // from ready to answered; slower ones are logged, as 5xx are

    // How often somebody may ask; without more, as often as they like.
    ThrottleOptions throttle;

    // What an exception of a handler means to the client, such as UNAVAILABLE for a database that is gone.
    // Nothing: it is a bug, gets logged and answered 500 INTERNAL. Called on workers.
    std::function<std::optional<Response>(std::exception_ptr)> map_exception;
};

class Server {
  public:
    // `tokens` may be null if all routes are public. `metrics`, if not null, counts requests by route and
    // class of status (fairdraw_http_requests_total), times them (fairdraw_http_request_seconds) and shows
    // open connections and waiting requests.
    Server(ServerOptions options, Router router, std::shared_ptr<const TokenVerifier> tokens,
           std::shared_ptr<Metrics> metrics = nullptr);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    // Precondition: run() is not running, and no Reply is left to be given. After an orderly run() none is;
    // where it threw, whoever holds one must go first.
    ~Server();

    // Binds and listens; connections queue up from then on. Returns the port. Throws std::system_error or
    // std::invalid_argument when the address cannot be had.
    std::uint16_t bind();

    // Serves until stop(), then returns once everything in flight is answered or the deadline is over and no
    // handler runs any more. Once per Server. Throws, out of memory, what the loop throws: nobody is sent
    // anything any more.
    void run();

    // Stops accepting, answers what is in flight, closes what is idle. Returns at once; any thread, any
    // number of times, also before run(). Not async-signal-safe.
    void stop();

  private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace fairdraw::http
