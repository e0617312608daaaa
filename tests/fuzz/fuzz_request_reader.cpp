// Requests out of a connection's bytes: framed the same however the bytes are cut, bounded, and without
// anything in them that a handler need not expect.
#include "http/request_reader.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "fuzz_target.hpp"
#include "http/percent_encoding.hpp"

namespace {

using namespace fairdraw;
using http::Request;
using http::RequestReader;
using State = RequestReader::State;

constexpr std::size_t max_header_bytes = 512;
constexpr std::size_t max_body_bytes = 64;

struct Framed {
    std::vector<std::string> requests;
    State last = State::head;
    std::string_view refusal;

    bool operator==(const Framed&) const = default;
};

std::string in_one(const Request& request) {
    std::string all;
    for (const auto* part :
         {&request.method, &request.path, &request.raw_query, &request.fields, &request.body}) {
        all += *part + "\x1f";
    }
    return all;
}

void require_decent(const Request& request) {
    fuzz::require(request.body.size() <= max_body_bytes, "a body has its limit");
    fuzz::require(request.path.starts_with('/') || request.path == "*", "a path is one");
    fuzz::require(!request.method.empty(), "there is a method");
    for (const std::string* part : {&request.method, &request.path, &request.raw_query}) {
        const bool visible = std::ranges::all_of(*part, [](char c) { return c > ' ' && c < 0x7f; });
        fuzz::require(visible, "a request line holds visible ASCII");
    }
    const auto host = request.header("Host");
    const bool odd =
        host && std::ranges::any_of(*host, [](char c) { return http::is_control(c) && c != '\t'; });
    fuzz::require(!odd, "a field holds no control bytes");
    fuzz::require(!(request.header("Content-Length") && request.header("Transfer-Encoding")),
                  "one framing at most");
    request.query("limit");
}

Framed frame(std::string_view bytes, std::size_t step) {
    RequestReader reader(max_header_bytes);
    Framed framed;
    while (!bytes.empty() && reader.wants_bytes()) {
        const std::size_t used = reader.consume(bytes.substr(0, step));
        fuzz::require(used > 0, "a reader that wants bytes takes some");
        bytes.remove_prefix(used);
        if (reader.state() == State::head_read) reader.allow_body(max_body_bytes);
        if (reader.state() != State::complete) continue;
        const Request request = reader.take_request();
        require_decent(request);
        framed.requests.push_back(in_one(request) + (reader.keep_alive() ? "keep" : "close"));
    }
    framed.last = reader.state();
    if (framed.last == State::refused) framed.refusal = reader.refusal().detail;
    return framed;
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    const Framed whole = frame(input, input.size());
    require(frame(input, 1) == whole, "byte by byte it is the same");
    require(frame(input, 7) == whole, "in pieces it is the same");
}
