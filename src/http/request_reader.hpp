// Frames one request after another out of the bytes of a connection, before anything else of the program sees
// them.
//
// HTTP/1.1 (RFC 9112). Bounded in memory: a head of max_header_bytes, a body of what its route allows. One
// owner, no locks.
//
//     while (!bytes.empty() && reader.wants_bytes()) bytes.remove_prefix(reader.consume(bytes));
//
// stops at a head that was read (look up its route, then allow_body), at a whole request (take it), or at a
// refusal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "http/chunked_body.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"
#include "http/request_head.hpp"

namespace fairdraw::http {

class RequestReader {
  public:
    enum class State {
        head,       // a request's head is awaited, or has come in part
        head_read,  // request() has all but its body: allow_body() is due
        body,
        complete,  // take_request() is due
        refused,   // refusal() says why; what follows on this connection cannot be framed any more
    };
    struct Refusal {
        Code code;
        std::string_view detail;
    };

    explicit RequestReader(std::size_t max_header_bytes) : max_header_bytes_(max_header_bytes) {}

    // Returns how many bytes were used; at least one, if there were any, while wants_bytes().
    std::size_t consume(std::string_view bytes);
    bool wants_bytes() const { return state_ == State::head || state_ == State::body; }
    State state() const { return state_; }

    // Whether a request has begun to arrive and is not complete.
    bool has_begun() const { return state_ == State::body || !head_.empty(); }

    const Request& request() const { return request_; }
    Request& request() { return request_; }
    // Whether the client waits to be told "100 Continue" before it sends the body; true once a request at
    // most.
    bool take_expectation();
    bool keep_alive() const { return keep_alive_; }
    int minor_version() const { return minor_version_; }

    // Precondition: head_read. Whether the body may be longer than so many bytes.
    bool may_exceed(std::size_t body_bytes) const {
        return announces_chunked_ || body_bytes_left_ > body_bytes;
    }
    // Precondition: head_read. Refuses at once what announces more than `max_body_bytes`.
    void allow_body(std::size_t max_body_bytes);

    // Precondition: complete. The reader is then ready for the next request.
    Request take_request();

    // Precondition: refused.
    const Refusal& refusal() const { return refusal_; }

  private:
    std::size_t consume_head(std::string_view bytes);
    std::size_t consume_body(std::string_view bytes);
    void parse_head();
    void refuse(Code code, std::string_view detail);

    std::size_t max_header_bytes_;
    State state_ = State::head;
    std::string head_;            // as it comes
    std::size_t line_start_ = 0;  // in head_: of its last, unfinished line
    bool ignored_a_line_ = false;
    Request request_;
    std::size_t body_bytes_left_ = 0;
    std::optional<ChunkedBody> chunked_;
    bool announces_chunked_ = false;
    bool expects_continue_ = false;
    bool keep_alive_ = true;
    int minor_version_ = 1;
    Refusal refusal_{};
};

}  // namespace fairdraw::http
