// How requests are framed out of bytes: the honest ones however they are cut, the doubtful ones not at all.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "http/request_reader.hpp"

using namespace fairdraw::http;
using State = RequestReader::State;

namespace {

constexpr std::size_t max_header_bytes = 1024;
constexpr std::size_t max_body_bytes = 20;

// Feeds the bytes in pieces of `step`, allowing a body when asked; returns what was left.
std::string_view feed(RequestReader& reader, std::string_view bytes, std::size_t step = 1 << 20) {
    while (!bytes.empty() && reader.wants_bytes()) {
        auto used = reader.consume(bytes.substr(0, step));
        REQUIRE(used > 0);
        bytes.remove_prefix(used);
        if (reader.state() == State::head_read) reader.allow_body(max_body_bytes);
    }
    return bytes;
}

// Nothing when the request is whole; otherwise the code of the refusal, or "incomplete".
std::string trouble_with(std::string_view bytes, std::size_t step = 1 << 20) {
    RequestReader reader(max_header_bytes);
    auto left = feed(reader, bytes, step);
    if (reader.state() == State::refused) return std::string(name(reader.refusal().code));
    if (reader.state() != State::complete) return "incomplete";
    return left.empty() ? "" : "left over: " + std::string(left);
}

std::string with_fields(const std::string& fields, const std::string& body = "") {
    return "POST /entry HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

}  // namespace

TEST_CASE("framing: a request is the same however its bytes are cut") {
    const std::string bytes =
        "POST /v1/rounds/a%2Fb?limit=5&x HTTP/1.1\r\nHost: a\r\nX-Any:\t \x80 b \r\nContent-Length: "
        "5\r\n\r\nhello";
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        RequestReader reader(max_header_bytes);
        CHECK(feed(reader, bytes, step).empty());
        REQUIRE(reader.state() == State::complete);
        Request request = reader.take_request();
        CHECK(request.method == "POST");
        CHECK(request.path == "/v1/rounds/a%2Fb");
        CHECK(request.raw_query == "limit=5&x");
        CHECK(request.header("x-any") == "\x80 b");
        CHECK(request.body == "hello");
        CHECK(reader.keep_alive());
        CHECK_FALSE(reader.has_begun());
    }
}

TEST_CASE("framing: requests that follow each other are taken one by one") {
    RequestReader reader(max_header_bytes);
    std::string_view bytes =
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
        "\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
        "GET /3 HTTP/1.0\r\n\r\nGET";
    std::vector<std::string> seen;
    for (int i = 0; i < 3; ++i) {
        bytes = feed(reader, bytes);
        REQUIRE(reader.state() == State::complete);
        bool keep_alive = reader.keep_alive();
        Request request = reader.take_request();
        seen.push_back(request.path + " " + request.body + (keep_alive ? "" : " last"));
    }
    CHECK(seen == std::vector<std::string>{"/1 ", "/2 ab", "/3  last"});
    CHECK(feed(reader, bytes).empty());
    CHECK(reader.has_begun());
}

TEST_CASE("framing: chunked bodies are joined, their extensions and trailers forgotten") {
    const std::string chunked = "Transfer-Encoding: Chunked\r\n";
    for (std::size_t step : {1, 2, 3, 7, 1000}) {
        RequestReader reader(max_header_bytes);
        auto bytes =
            with_fields(chunked, "5;name=\"v\"\r\nhello\r\n00a ; x\r\n, world..!\r\n000\r\nX-Sum: 1\r\n\r\n");
        CHECK(feed(reader, bytes, step).empty());
        REQUIRE(reader.state() == State::complete);
        Request request = reader.take_request();
        CHECK(request.body == "hello, world..!");
        CHECK_FALSE(request.header("X-Sum"));
    }
    for (const std::string body :
         {"5\r\nhelloX\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "-1\r\n",
          "+5\r\nhello\r\n", "0x5\r\nhello\r\n", "5 \r\nhello\r\n", " 5\r\nhello\r\n",
          " 5;x\r\nhello\r\n0\r\n\r\n", "\t5 ;x\r\nhello\r\n0\r\n\r\n", " ;x\r\n", "\r\n", ";x\r\n", "g\r\n",
          "5\r\nhello\r\n0\r\n\n", "5;\x01\r\nhello\r\n", "5\rx\nhello", "0\r\nX: \x01\r\n\r\n"}) {
        INFO(body);
        CHECK(trouble_with(with_fields(chunked, body)) == "INVALID_REQUEST");
        CHECK(trouble_with(with_fields(chunked, body), 1) == "INVALID_REQUEST");
    }
    CHECK(trouble_with(with_fields(chunked, "5\r\nhel")) == "incomplete");
    CHECK(trouble_with(with_fields(chunked, "5;" + std::string(2000, 'x'))) == "INVALID_REQUEST");
    std::string trailers;
    for (int i = 0; i < 200; ++i) trailers += "X-Trailer: 0123456789012345\r\n";
    CHECK(trouble_with(with_fields(chunked, "0\r\n" + trailers)) == "INVALID_REQUEST");
}

TEST_CASE("framing: a body is refused by what it announces, before it comes") {
    CHECK(trouble_with(with_fields("Content-Length: 21\r\n")) == "PAYLOAD_TOO_LARGE");
    CHECK(trouble_with(with_fields("Content-Length: 20\r\n")) == "incomplete");
    CHECK(trouble_with(with_fields("Content-Length: 18446744073709551615\r\n")) == "PAYLOAD_TOO_LARGE");
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    CHECK(trouble_with(with_fields(chunked, "15\r\n")) == "PAYLOAD_TOO_LARGE");
    CHECK(trouble_with(with_fields(chunked, "10\r\n0123456789abcdef\r\n5\r\n")) == "PAYLOAD_TOO_LARGE");
    CHECK(trouble_with(with_fields(chunked, "ffffffffffffffff\r\n")) == "PAYLOAD_TOO_LARGE");
    CHECK(trouble_with(with_fields(chunked, "fffffffffffffffff\r\n")) == "PAYLOAD_TOO_LARGE");
}

TEST_CASE("framing: heads that could be read in two ways are not read at all") {
    const std::vector<std::string> doubtful{
        with_fields("Content-Length: 0\r\nContent-Length: 0\r\n"),
        with_fields("Content-Length: 5, 5\r\n", "hello"),
        with_fields("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        with_fields("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n"),
        with_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        with_fields("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
        with_fields("Transfer-Encoding: identity\r\n"),
        with_fields("Transfer-Encoding: \r\n"),
        with_fields("Content-Length: \r\n"),
        with_fields("Content-Length: -1\r\n"),
        with_fields("Content-Length: +0\r\n"),
        with_fields("Content-Length: 0x0\r\n"),
        with_fields("Content-Length: 1 0\r\n"),
        with_fields("Content-Length: 99999999999999999999\r\n"),
        with_fields("Content-Length : 0\r\n"),
        with_fields("X-Folded: a\r\n b\r\n"),
        with_fields(" X-First: folded\r\n"),
        with_fields("X-No-Colon\r\n"),
        with_fields(": nameless\r\n"),
        with_fields("X Name: a\r\n"),
        with_fields("X-N\xc3\xa4me: a\r\n"),
        with_fields("X-Bare-Lf: a\nX-Next: b\r\n"),
        with_fields("X-Bare-Cr: a\rb\r\n"),
        with_fields(std::string("X-Nul: a\0b\r\n", 12)),
        with_fields("X-Escape: \x1b[0m\r\n"),
        with_fields("X-Delete: \x7f\r\n"),
        with_fields("Host: b\r\n"),
        "POST /entry HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\n\n",
        "GET /\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET / a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "G\xc3\x84T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET entry HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /?a=%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /?a=%0d%0aX:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /?a=%ff HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /?a=%4 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        std::string("\x16\x03\x01\x02\x00\x01\n", 7),
    };
    for (const auto& bytes : doubtful) {
        INFO(bytes);
        CHECK(trouble_with(bytes) == "INVALID_REQUEST");
        CHECK(trouble_with(bytes, 1) == "INVALID_REQUEST");
    }
}

TEST_CASE("framing: what is only unusual is understood") {
    for (const std::string& bytes : {
             std::string("GET / HTTP/1.0\r\n\r\n"),
             std::string("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
             std::string("GET http://a.example:80/entry HTTP/1.1\r\nHost: a\r\n\r\n"),
             std::string("GET HTTP://a.example HTTP/1.1\r\nhOST:\r\n\r\n"),
             std::string("BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n"),
             with_fields("X-Encoded: %0d%0aInjected: yes\r\n"),
             with_fields("X-Empty:\r\nX-Tab:\ta\tb\r\nX-Colons: a:b:c\r\nREMOTE_ADDR: 1.2.3.4\r\n"),
             with_fields("content-length: 0003\r\n", "abc"),
         }) {
        INFO(bytes);
        CHECK(trouble_with(bytes) == "");
        CHECK(trouble_with(bytes, 1) == "");
    }
}

TEST_CASE("framing: an absolute target's authority ends where its path or its query begins") {
    const auto target = [](const std::string& absolute) {
        RequestReader reader(max_header_bytes);
        feed(reader, "GET " + absolute + " HTTP/1.1\r\nHost: a\r\n\r\n");
        REQUIRE(reader.state() == State::complete);
        const Request request = reader.take_request();
        return request.path + " " + request.raw_query;
    };
    CHECK(target("http://a") == "/ ");
    CHECK(target("http://a:80/v1?x=1") == "/v1 x=1");
    CHECK(target("http://a?x=1") == "/ x=1");
    CHECK(target("http://a?x=/v1/entry") == "/ x=/v1/entry");
    CHECK(target("/?x=http://a/b") == "/ x=http://a/b");
}

TEST_CASE("framing: heads have a limit, in bytes and in fields") {
    auto line = [](std::size_t size) { return "X-Long: " + std::string(size, 'x') + "\r\n"; };
    CHECK(trouble_with(with_fields(line(900))) == "");
    CHECK(trouble_with(with_fields(line(1024))) == "INVALID_REQUEST");
    CHECK(trouble_with("GET /" + std::string(2000, 'x'), 100) == "INVALID_REQUEST");
    std::string many;
    for (int i = 0; i < 120; ++i) many += "X: \r\n";
    CHECK(trouble_with(with_fields(many)) == "INVALID_REQUEST");
}

TEST_CASE("framing: what becomes of the connection") {
    auto keeps_alive = [](const std::string& bytes) {
        RequestReader reader(max_header_bytes);
        feed(reader, bytes);
        REQUIRE(reader.state() == State::complete);
        return reader.keep_alive();
    };
    CHECK(keeps_alive(with_fields("")));
    CHECK_FALSE(keeps_alive(with_fields("Connection: close\r\n")));
    CHECK_FALSE(keeps_alive(with_fields("Connection: TE, Close\r\n")));
    CHECK_FALSE(keeps_alive("GET / HTTP/1.0\r\n\r\n"));
    CHECK(keeps_alive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    CHECK_FALSE(keeps_alive("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n"));
}

TEST_CASE("framing: who waits to be told to continue is told once, and only if there is something to send") {
    auto expects = [](const std::string& bytes) {
        RequestReader reader(max_header_bytes);
        feed(reader, bytes);
        bool first = reader.take_expectation();
        CHECK_FALSE(reader.take_expectation());
        return first;
    };
    CHECK(expects(with_fields("Expect: 100-continue\r\nContent-Length: 3\r\n")));
    CHECK(expects(with_fields("Expect: 100-Continue\r\nTransfer-Encoding: chunked\r\n")));
    CHECK_FALSE(expects(with_fields("Expect: 100-continue\r\nContent-Length: 3\r\n", "a")));
    CHECK_FALSE(expects(with_fields("Expect: 100-continue\r\n")));
    CHECK_FALSE(expects(with_fields("Expect: 100-continue\r\nContent-Length: 3000\r\n")));
    CHECK_FALSE(expects("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
}
