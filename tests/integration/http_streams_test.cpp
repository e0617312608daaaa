// Answers that are long: sent as fast as they are read, at nobody else's expense.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <list>
#include <stdexcept>
#include <thread>

#include "integration/http_server.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::http;
using namespace fairdraw::testing;

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

// A letter that changes from piece to piece.
std::string piece(std::size_t index) {
    return std::string(piece_bytes, static_cast<char>('a' + index % 26));
}

Stream letters(std::size_t pieces) {
    std::size_t next = 0;
    return {pieces * piece_bytes, [next, pieces](std::string& chunk) mutable {
                chunk = piece(next++);
                return next < pieces;
            }};
}

bool is_in_order(std::string_view body) {
    for (std::size_t i = 0; i < body.size() / piece_bytes; ++i) {
        if (body.substr(i * piece_bytes, piece_bytes) != piece(i)) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("http server: a long answer is sent as fast as it is read and keeps no one else waiting") {
    constexpr std::size_t pieces = 160;
    Router router;
    router.add("GET", "/letters", {Access::anyone}, [](const Request&) {
        Response response;
        response.content_type = "text/plain";
        response.stream = letters(pieces);
        return response;
    });
    router.add("GET", "/hello", {Access::anyone}, [](const Request&) { return json_response(200, "hello"); });
    RunningServer server(std::move(router), {.worker_threads = 1});

    std::list<HttpClient> stalled;
    for (int i = 0; i < 5; ++i)
        stalled.emplace_back(server.port(), 128 * 1024).send(request("GET", "/letters"));
    for (int i = 0; i < 20; ++i) CHECK(ask(server.port(), request("GET", "/hello")).body == "hello");

    for (auto& client : stalled) {
        client.send(request("GET", "/hello"));
        auto reply = client.read();
        CHECK(reply.header("Content-Type") == "text/plain");
        REQUIRE(reply.body.size() == pieces * piece_bytes);
        CHECK(is_in_order(reply.body));
        CHECK(client.read().body == "hello");  // what was asked behind it
    }
    HttpClient client(server.port());
    client.send(request("HEAD", "/letters"));
    CHECK(client.read(false).header("Content-Length") == std::to_string(pieces * piece_bytes));
    CHECK(client.ask(request("GET", "/hello")).body == "hello");
}

TEST_CASE("http server: a fast reader of an endless answer lets others have their turn") {
    Router router;
    router.add("GET", "/endless", {Access::anyone}, [](const Request&) {
        Response response;
        response.stream = Stream{1'000'000'000'000, [](std::string& chunk) {
                                     chunk = "x";  // so little that the reader always has room for it
                                     return true;
                                 }};
        return response;
    });
    router.add("GET", "/hello", {Access::anyone}, [](const Request&) { return json_response(200, "hello"); });
    RunningServer server(std::move(router), {.worker_threads = 1});
    HttpClient greedy(server.port());
    greedy.send(request("GET", "/endless"));
    CHECK(greedy.read(false).status == 200);
    std::atomic<bool> is_over = false;
    std::jthread reader([&] {
        while (!is_over) greedy.read_some();
    });
    for (int i = 0; i < 5; ++i) CHECK(ask(server.port(), request("GET", "/hello")).body == "hello");
    is_over = true;
}

TEST_CASE("http server: an answer whose length nobody knows comes in chunks, or until the connection ends") {
    constexpr std::size_t pieces = 20;
    Router router;
    router.add("GET", "/letters", {Access::anyone}, [](const Request&) {
        Response response;
        response.content_type = "text/plain";
        response.stream = Stream{std::nullopt, letters(pieces).next};
        return response;
    });
    // No piece, one, none again; and then that there is no more.
    router.add("GET", "/halting", {Access::anyone}, [](const Request&) {
        Response response;
        response.stream = Stream{std::nullopt, [step = 0](std::string& chunk) mutable {
                                     if (++step == 2) chunk = "said";
                                     return step < 4;
                                 }};
        return response;
    });
    router.add("GET", "/throwing", {Access::anyone}, [](const Request&) {
        Response response;
        response.stream = Stream{std::nullopt, [step = 0](std::string& chunk) mutable -> bool {
                                     if (++step == 2) throw std::runtime_error("the file has gone");
                                     chunk = "half";
                                     return true;
                                 }};
        return response;
    });
    router.add("GET", "/hello", {Access::anyone}, [](const Request&) { return json_response(200, "hello"); });
    RunningServer server(std::move(router));

    HttpClient client(server.port());
    const auto reply = client.ask(request("GET", "/letters"));
    CHECK(reply.header("Content-Length") == "");
    REQUIRE(reply.body.size() == pieces * piece_bytes);
    CHECK(is_in_order(reply.body));
    CHECK(client.ask(request("GET", "/halting")).body == "said");
    client.send(request("HEAD", "/letters"));
    const auto head = client.read(false);
    CHECK(head.header("Transfer-Encoding") == "chunked");
    CHECK(head.header("Content-Length") == "");
    CHECK(client.ask(request("GET", "/hello")).body == "hello");

    bool was_reset = false;
    const auto all_of = [&](const std::string& bytes) {
        HttpClient once(server.port());
        once.send(bytes);
        std::string all;
        for (auto some = once.read_some(); !some.empty(); some = once.read_some()) all += some;
        was_reset = once.was_reset();
        return all;
    };
    const auto old = all_of("GET /halting HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(old.ends_with("\r\n\r\nsaid"));
    CHECK(old.find("chunked") == old.npos);
    CHECK_FALSE(was_reset);
    // Half of it must not pass for the whole, to whom only the end of the connection tells the end.
    all_of("GET /throwing HTTP/1.0\r\n\r\n");
    CHECK(was_reset);
    CHECK_FALSE(all_of(request("GET", "/throwing")).ends_with("0\r\n\r\n"));
}

TEST_CASE("http server: a long answer that nobody reads, or that cannot be finished, is cut off") {
    Router router;
    router.add("GET", "/letters", {Access::anyone}, [](const Request&) {
        Response response;
        response.stream = letters(1000);
        return response;
    });
    auto broken = [](std::function<bool(std::string&)> next) {
        return [next](const Request&) {
            Response response;
            response.stream = Stream{1000, next};
            return response;
        };
    };
    router.add("GET", "/throwing", {Access::anyone},
               broken([](std::string&) -> bool { throw std::runtime_error("the file has gone"); }));
    router.add("GET", "/short", {Access::anyone}, broken([](std::string&) { return false; }));
    router.add("GET", "/long", {Access::anyone}, broken([](std::string& chunk) {
                   chunk.assign(1001, 'x');
                   return true;
               }));
    RunningServer server(std::move(router), {.write_timeout_ms = 100});

    HttpClient unread(server.port(), 4096);
    unread.send(request("GET", "/letters"));
    CHECK(unread.read(false).status == 200);
    // It reads no further until the server has hung up, which it can tell by sending: sooner or later that
    // fails.
    wait_until("the server to hang up", [&] { return !unread.send("x"); });

    for (const char* path : {"/throwing", "/short", "/long"}) {
        INFO(path);
        auto reply = ask(server.port(), request("GET", path));
        CHECK(reply.status == 200);
        CHECK(reply.body == "");
    }
}
