// A request as a handler sees it, and the response it gives back.
//
// Plain values without locks: a Request belongs to the one handler it was given to and stays valid until that
// handler has answered. Field semantics after RFC 9110; what arrives here has passed the strict framing of
// request_reader.hpp, so there are no control bytes in fields, and path parameters and query values are valid
// UTF-8.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairdraw::http {

// Who sent a verified token (tokens.hpp). `user_id` is 1 to 255 bytes of UTF-8 without control characters.
struct Caller {
    std::string user_id;
    std::vector<std::string> scopes;
    std::vector<std::string> segments = {};  // of a shop's customers, as the identity provider says
    std::uint64_t user_key = 0;              // the first 8 bytes of the user_id's SHA-256

    bool has_scope(std::string_view scope) const;
    bool has_segment(std::string_view segment) const;
};

// A sender's limit that a request is beyond (throttle.hpp).
struct OverLimit {
    const char* policy;  // "user" or "address"
    std::int64_t requests;
    std::int64_t window_s;
    std::int64_t retry_after_s;
};

struct Request {
    std::string method;
    std::string path;       // raw, still percent-encoded, without the query
    std::string raw_query;  // what stands behind the '?', still percent-encoded
    std::string fields;     // the header section as it came, one "Name: value" CRLF a field
    std::string body;       // whole, chunked coding removed
    std::string remote_address;

    // Steady clock (CLOCK_MONOTONIC) when the last byte of the request had been read, long before a worker
    // may have come to it: this is the time at which the request counts as arrived.
    std::int64_t arrived_ns = 0;

    // Null on a public route unless a valid token came along.
    const Caller* caller = nullptr;

    // Whether it has been counted towards its sender's limit, and then whether it is beyond. A handler sees
    // one that is only if its route leaves it the choice (RouteOptions::throttling).
    bool is_counted = false;
    std::optional<OverLimit> over_limit;

    // Percent-decoded segments by the names the route's pattern gives them; "%2F" stays inside its segment.
    std::vector<std::pair<std::string, std::string>> path_parameters;

    // Throws std::out_of_range when the route's pattern has no parameter of that name.
    const std::string& path_parameter(std::string_view name) const;

    // The first parameter of that name, percent-decoded, '+' being a space; empty when it has no value.
    std::optional<std::string> query(std::string_view name) const;

    // The field's value as it came, the values of repeated fields joined by ", ". Names match in any case.
    std::optional<std::string> header(std::string_view name) const;
};

// A body that is produced while it is sent. `next` fills `chunk` with the following piece (64 KiB serve well)
// and returns false once there is no more; it runs on a worker thread, one call at a time, only when the
// reader has taken what came before, so that memory stays bounded. When it throws, or is not as long as was
// promised, the connection is cut.
struct Stream {
    std::optional<std::uint64_t> length;  // none: it ends when `next` says so, and is sent in chunks
    std::function<bool(std::string& chunk)> next;
};

struct Response {
    int status = 200;
    std::string content_type;  // empty: no body
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<Stream> stream;  // instead of `body`
};

// A response whose body is JSON text that is already serialised.
Response json_response(int status, std::string body);

}  // namespace fairdraw::http
