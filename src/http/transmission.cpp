#include "http/transmission.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <cerrno>

namespace fairdraw::http {
namespace {

constexpr int pieces_a_turn = 16;
constexpr std::size_t kept_capacity_bytes = 16 * 1024;

// RFC 9112, section 7.1. An empty chunk would be the last.
void make_chunk(std::string& piece, bool is_last) {
    if (!piece.empty()) piece.insert(0, fmt::format("{:x}\r\n", piece.size())) += "\r\n";
    if (is_last) piece += "0\r\n\r\n";
}

// Puts the next piece into `out`; false when the stream does not keep its promise.
bool produce(Connection& connection) {
    connection.out.clear();
    connection.out_sent = 0;
    bool more = false;
    try {
        more = connection.stream->next(connection.out);
    } catch (const std::exception& error) {
        spdlog::error("event=stream_failed error={:?}", std::string_view(error.what()));
        return false;
    }
    if (!connection.stream->length) {
        connection.stream_ended = !more;
        if (connection.minor_version > 0) make_chunk(connection.out, !more);
        return true;
    }
    if (connection.out.empty() || connection.out.size() > connection.stream_bytes_left) {
        spdlog::error("event=stream_failed error=\"not as long as promised\" bytes_left={}",
                      connection.stream_bytes_left);
        return false;
    }
    connection.stream_bytes_left -= connection.out.size();
    return true;
}

bool is_over(const Connection& connection) {
    return connection.stream->length ? connection.stream_bytes_left == 0 : connection.stream_ended;
}

}  // namespace

Sent send_out(Connection& connection) {
    while (connection.out_sent < connection.out.size()) {
        auto sent = ::send(connection.socket.get(), connection.out.data() + connection.out_sent,
                           connection.out.size() - connection.out_sent, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? Sent::blocked : Sent::broken;
        connection.out_sent += static_cast<std::size_t>(sent);
    }
    if (connection.out.capacity() > kept_capacity_bytes) std::string().swap(connection.out);
    connection.out.clear();
    connection.out_sent = 0;
    return Sent::all;
}

Sent send_stream(Connection& connection) {
    for (int pieces = 0;; ++pieces) {
        if (Sent sent = send_out(connection); sent != Sent::all) return sent;
        if (is_over(connection)) {
            connection.stream.reset();
            return Sent::all;
        }
        if (pieces == pieces_a_turn) return Sent::turn_over;
        if (!produce(connection)) return Sent::broken;
    }
}

}  // namespace fairdraw::http
