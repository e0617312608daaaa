// The bytes of HTTP as a real connection carries them: honest requests in every shape, and what is refused.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "integration/http_server.hpp"

using namespace fairdraw::http;
using namespace fairdraw::testing;

namespace {

constexpr std::size_t ten_megabytes = 10'000'000;

Router echo_router() {
    Router router;
    router.add("GET", "/echo", {Access::anyone},
               [](const Request& request) { return json_response(200, request.query("say").value_or("")); });
    router.add("POST", "/echo", {Access::anyone, 1000},
               [](const Request& request) { return json_response(201, request.body); });
    router.add("GET", "/from", {Access::anyone},
               [](const Request& request) { return json_response(200, request.remote_address); });
    return router;
}

}  // namespace

TEST_CASE("http server: a connection serves one request after another") {
    RunningServer server(echo_router());
    HttpClient client(server.port());
    for (int i = 0; i < 300; ++i) {
        auto reply = client.ask(request("GET", fmt::format("/echo?say={}", i)));
        REQUIRE(reply.status == 200);
        REQUIRE(reply.body == std::to_string(i));
    }
    auto last = client.ask(request("POST", "/echo", "Connection: close\r\n", "bye"));
    CHECK(last.status == 201);
    CHECK(last.body == "bye");
    CHECK(last.header("Connection") == "close");
    CHECK(last.header("Content-Type") == "application/json");
    CHECK(last.header("Date").ends_with(" GMT"));
    CHECK(client.hangs_up());
}

TEST_CASE("http server: requests that are sent ahead are answered in their order") {
    RunningServer server(echo_router());
    HttpClient client(server.port());
    std::string ahead;
    for (int i = 0; i < 100; ++i) {
        ahead += request("GET", fmt::format("/echo?say={}", i));
        ahead += request("POST", "/echo", "Transfer-Encoding: chunked\r\n");
        ahead += "3\r\nabc\r\n0\r\n\r\n";
        ahead += request("POST", "/nowhere", "", "some body");
    }
    client.send(ahead + "GET /cut/off");
    client.finish_sending();
    for (int i = 0; i < 100; ++i) {
        CHECK(client.read().body == std::to_string(i));
        CHECK(client.read().body == "abc");
        CHECK(client.read().status == 404);
    }
    CHECK(client.hangs_up());
}

TEST_CASE("http server: HEAD, OPTIONS, unknown methods and paths") {
    RunningServer server(echo_router());
    HttpClient client(server.port());

    client.send(request("HEAD", "/echo?say=four"));
    auto head = client.read(false);
    CHECK(head.status == 200);
    CHECK(head.header("Content-Length") == "4");
    CHECK(head.header("Accept-Ranges") == "");

    auto options = client.ask(request("OPTIONS", "/echo"));
    CHECK(options.status == 204);
    CHECK(options.header("Allow") == "GET, HEAD, POST, OPTIONS");
    CHECK(options.header("Content-Length") == "");

    auto other = client.ask(request("BREW", "/echo"));
    CHECK(other.status == 405);
    CHECK(other.code() == "METHOD_NOT_ALLOWED");
    CHECK(other.header("Allow") == "GET, HEAD, POST, OPTIONS");
    CHECK(client.ask(request("BREW", "/pot")).code() == "NOT_FOUND");
    CHECK(client.ask(request("GET", "/echo/")).code() == "NOT_FOUND");

    // Nothing is cut or compressed behind a handler's back.
    auto plain =
        client.ask(request("GET", "/echo?say=four", "Range: bytes=0-1\r\nAccept-Encoding: br, gzip\r\n"));
    CHECK(plain.status == 200);
    CHECK(plain.body == "four");
}

TEST_CASE("http server: HTTP/1.0 closes unless asked to stay") {
    RunningServer server(echo_router());
    HttpClient one(server.port());
    CHECK(one.ask("GET /echo?say=a HTTP/1.0\r\n\r\n").body == "a");
    CHECK(one.hangs_up());

    HttpClient more(server.port());
    auto reply = more.ask("GET /echo?say=a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(reply.header("Connection") == "keep-alive");
    CHECK(more.ask("GET /echo?say=b HTTP/1.0\r\n\r\n").body == "b");
    CHECK(more.hangs_up());
}

TEST_CASE("http server: who expects to be told to continue is told, unless the body is not wanted") {
    RunningServer server(echo_router());
    HttpClient client(server.port());
    client.send(request("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 5\r\n"));
    CHECK(client.read(false).head == "HTTP/1.1 100 Continue\r\n\r\n");
    auto reply = client.ask("hello");
    CHECK(reply.status == 201);
    CHECK(reply.body == "hello");

    client.send(request("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 1001\r\n"));
    CHECK(client.read().code() == "PAYLOAD_TOO_LARGE");
    CHECK(client.hangs_up());
}

TEST_CASE("http server: what cannot be framed is refused, and nothing behind it is taken for a request") {
    RunningServer server(echo_router());
    const std::string behind = request("GET", "/echo?say=smuggled");
    const std::vector<std::string> attacks{
        request("POST", "/echo", "Content-Length: 5\r\nContent-Length: 6\r\n") + "hello!",
        request("POST", "/echo", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        request("POST", "/echo", "Transfer-Encoding: chunked, identity\r\n"),
        request("POST", "/echo", "Transfer-Encoding: chunked\r\n") + "zz\r\n",
        request("GET", "/echo", "X-Folded: a\r\n\tb\r\n"),
        request("GET", "/echo", std::string("X-Nul: \0\r\n", 10)),
        request("GET", "/echo", "X-Lf: a\nb: c\r\n"),
        request("GET", "/echo", "X-Cr: a\rb: c\r\n"),
        request("GET", "/echo", "X-Space : a\r\n"),
        request("GET", "/echo?say=%0d%0a"),
        request("GET", "/echo", "Host: again\r\n"),
        "GET /echo HTTP/1.1\n\n",
        "GET /echo HTTP/1.1\r\n\r\n",
        "GET /echo HTTP/3\r\nHost: a\r\n\r\n",
        request("GET", "/echo", "X-Large: " + std::string(17 * 1024, 'x') + "\r\n"),
        "GET /" + std::string(17 * 1024, 'x'),
        "\x16\x03\x01 hello\r\n",
    };
    for (const auto& attack : attacks) {
        INFO(attack.substr(0, 100));
        HttpClient client(server.port());
        client.send(attack + behind);
        auto reply = client.read();
        CHECK(reply.status == 400);
        CHECK(reply.code() == "INVALID_REQUEST");
        CHECK(reply.header("Content-Type") == "application/problem+json");
        CHECK(reply.header("Connection") == "close");
        CHECK(client.hangs_up());
    }
    CHECK(ask(server.port(), behind).body == "smuggled");
}

TEST_CASE(
    "http server: encoded line breaks in a field stay what they are, and nobody's address is believed") {
    RunningServer server(echo_router());
    auto reply = ask(server.port(),
                     request("GET", "/from", "REMOTE_ADDR: 192.0.2.1\r\nX-Any: a%0d%0aInjected: yes\r\n"));
    CHECK(reply.status == 200);
    CHECK(reply.body == "127.0.0.1");
    CHECK(reply.head.find("Injected") == std::string::npos);
}

TEST_CASE("http server: ten megabytes are refused by their announcement, and the sender gets to read it") {
    RunningServer server(echo_router());
    const std::string large(ten_megabytes, 'x');

    HttpClient announced(server.port());
    announced.send(request("POST", "/echo", fmt::format("Content-Length: {}\r\n", ten_megabytes)));
    CHECK(announced.read().code() == "PAYLOAD_TOO_LARGE");  // not a byte of it was sent

    HttpClient sent(server.port());
    CHECK(sent.send(request("POST", "/echo", "", large)));
    auto reply = sent.read();
    CHECK(reply.status == 413);
    CHECK(reply.code() == "PAYLOAD_TOO_LARGE");
    sent.finish_sending();
    CHECK(sent.hangs_up());

    HttpClient chunked(server.port());
    CHECK(chunked.send(request("POST", "/echo", "Transfer-Encoding: chunked\r\n")));
    for (std::size_t total = 0; total < ten_megabytes; total += 500) {
        if (!chunked.send("1f4\r\n" + large.substr(0, 500) + "\r\n")) break;
    }
    CHECK(chunked.read().code() == "PAYLOAD_TOO_LARGE");

    // The limit is the route's; where there is no route there is one too.
    CHECK(ask(server.port(), request("POST", "/echo", "", large.substr(0, 1000))).status == 201);
    CHECK(ask(server.port(), request("POST", "/echo", "", large.substr(0, 1001))).status == 413);
    CHECK(ask(server.port(), request("POST", "/nowhere", "", large)).status == 413);
}
