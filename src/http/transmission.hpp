// Sending what a connection has to say as fast as its reader takes it, without ever waiting for the reader.
// Called by whoever owns the connection.
#pragma once

#include "http/connection.hpp"

namespace fairdraw::http {

enum class Sent {
    all,
    blocked,    // the reader must take more first
    turn_over,  // of send_stream: others are due before it goes on
    broken,     // the connection is of no use any more
};

// Sends `out`.
Sent send_out(Connection& connection);

// Produces and sends the stream in pieces; `out` goes first. Its turn is over after some of them, so that a
// fast reader of much does not keep others waiting.
Sent send_stream(Connection& connection);

}  // namespace fairdraw::http
