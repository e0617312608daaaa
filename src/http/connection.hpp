// A client's connection with the one exchange that is going on in it.
//
// It has one owner at a time: the event loop while it is parked, then the ready queue, then a worker or a
// Reply, which hands it back. `phase` and `deadline_ns` are the loop's at any time.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/listener.hpp"
#include "http/message.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"

namespace fairdraw::http {

enum class Phase : std::uint8_t {
    idle,       // parked, no request has begun
    reading,    // parked, part of a request is there
    serving,    // another's
    writing,    // parked until the reader takes more
    lingering,  // answered and shut down for writing; what still comes is thrown away for a while
};

// What the loop is to do with a connection that is given back.
enum class Wish : std::uint8_t { read_on, send, await_room, close, abort };

inline constexpr std::int64_t never_ns = std::numeric_limits<std::int64_t>::max();

struct Connection {
    Connection(Accepted accepted, std::size_t max_header_bytes)
        : socket(std::move(accepted.socket)),
          remote_address(std::move(accepted.remote_address)),
          reader(max_header_bytes) {}

    Descriptor socket;
    std::string remote_address;
    Phase phase = Phase::idle;
    std::int64_t deadline_ns = never_ns;
    Wish wish = Wish::read_on;
    Connection* next = nullptr;  // in whatever list holds it

    RequestReader reader;
    std::string unread;  // bytes behind the request that is being answered

    std::vector<std::pair<std::string, std::string>> path_parameters;  // until the request is complete
    Request request;
    const Route* route = nullptr;
    bool not_at_once = false;         // the route's at-once handler has said no
    std::int64_t body_time_ms = 0;    // to read a large body in, beside what every request has
    std::optional<Response> refusal;  // known before any handler is asked, such as: no such route
    std::shared_ptr<const Caller> caller;
    bool keep_alive = true;
    int minor_version = 1;

    std::string out;  // written from out_sent on
    std::size_t out_sent = 0;
    std::optional<Stream> stream;         // what comes behind `out`
    std::uint64_t stream_bytes_left = 0;  // of one whose length is known
    bool stream_ended = false;            // of one whose length is not

    // Whether whoever goes on with it may have to wait: for what a handler waits for, or for a stream's next
    // piece.
    bool may_block() const {
        return stream || (route && route->options.may_block && (!route->at_once || not_at_once));
    }

    // What a refusal that comes before any handler says in `recorded`.
    Recorded refused_means() const { return route ? route->options.refused_means : Recorded::not_said; }

    // Forgets what the answered request held; a parked connection is small.
    void end_exchange() {
        request = {};
        route = nullptr;
        not_at_once = false;
        body_time_ms = 0;
        refusal.reset();
        caller.reset();
    }
};

}  // namespace fairdraw::http
