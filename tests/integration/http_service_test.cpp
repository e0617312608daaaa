// Who is served when: nobody behind somebody's idle, slow or greedy connection, everybody in the order of
// arrival, and all that is in flight when the server stops.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "integration/http_server.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::http;
using namespace fairdraw::testing;

namespace {

const std::string hello = request("GET", "/hello");

Router hello_router() {
    Router router;
    router.add("GET", "/hello", {Access::anyone}, [](const Request&) { return json_response(200, "hello"); });
    router.add("POST", "/hello", {Access::anyone},
               [](const Request&) { return json_response(200, "hello"); });
    return router;
}

// A handler that does not return before the test says so.
struct Gate {
    std::atomic<int> inside{0};
    std::latch opened{1};

    Response pass() {
        ++inside;
        opened.wait();
        return json_response(200, "passed");
    }
    void add_to(Router& router) {
        router.add("GET", "/gate", {Access::anyone}, [this](const Request&) { return pass(); });
    }
    void wait_for(int count) {
        wait_until("handlers to be called", [&] { return inside == count; });
    }
};

}  // namespace

TEST_CASE("http server: idle and slow connections keep no one waiting") {
    RunningServer server(hello_router(), {.worker_threads = 4});
    std::list<HttpClient> idle;
    for (int i = 0; i < 300; ++i) {
        HttpClient& client = idle.emplace_back(server.port());
        if (i % 3 == 1) CHECK(client.ask(hello).body == "hello");  // kept alive
        if (i % 3 == 2) client.send(request("POST", "/hello", "Content-Length: 100\r\n") + "{");
    }
    std::list<HttpClient> slow;
    for (int i = 0; i < 50; ++i) slow.emplace_back(server.port());
    std::atomic<bool> is_over = false;
    std::jthread drip([&] {
        do {
            for (char byte : hello) {
                for (auto& client : slow) client.send({&byte, 1});
                std::this_thread::yield();
            }
        } while (!is_over);
    });
    for (int i = 0; i < 20; ++i) {
        HttpClient honest(server.port());
        for (int j = 0; j < 20; ++j) CHECK(honest.ask(hello).body == "hello");
    }
    is_over = true;
    drip.join();
    for (auto& client : slow) CHECK(client.read().body == "hello");  // what they took their time for
}

TEST_CASE("http server: requests are served in the order in which they arrived") {
    Gate gate;
    std::mutex mutex;
    std::vector<std::int64_t> arrivals;
    Router router;
    gate.add_to(router);
    router.add("GET", "/arrive", {Access::anyone}, [&](const Request& request) {
        std::lock_guard lock(mutex);
        arrivals.push_back(request.arrived_ns);
        return json_response(200, "");
    });
    RunningServer server(std::move(router), {.worker_threads = 1});
    HttpClient first(server.port());
    first.send(request("GET", "/gate"));
    gate.wait_for(1);
    std::list<HttpClient> others;
    for (int i = 0; i < 100; ++i) others.emplace_back(server.port()).send(request("GET", "/arrive"));
    gate.opened.count_down();
    for (auto& client : others) CHECK(client.read().status == 200);
    CHECK(arrivals.size() == 100);
    CHECK(std::ranges::is_sorted(arrivals));
}

TEST_CASE("http server: whoever waits for nothing does not stand behind those who do") {
    Gate gate;
    Router router;
    gate.add_to(router);
    router.add("GET", "/prompt", {.access = Access::anyone, .may_block = false},
               [](const Request&) { return json_response(200, "at once"); });
    RunningServer server(std::move(router), {.worker_threads = 1, .prompt_threads = 1});
    std::list<HttpClient> waiting;
    for (int i = 0; i < 5; ++i) waiting.emplace_back(server.port()).send(request("GET", "/gate"));
    gate.wait_for(1);
    CHECK(ask(server.port(), request("GET", "/prompt")).body == "at once");
    CHECK(ask(server.port(), request("GET", "/nowhere")).status == 404);
    gate.opened.count_down();
    for (auto& client : waiting) CHECK(client.read().body == "passed");
}

TEST_CASE("http server: what can be answered at once is, whoever else waits; the rest goes to a worker") {
    Gate gate;
    Router router;
    gate.add_to(router);
    // Known from the second time on.
    std::atomic<bool> known = false;
    std::atomic<int> at_once = 0, by_workers = 0;
    router.add(
        "GET", "/known", {.access = Access::anyone},
        [&](const Request&) {
            ++by_workers;
            known = true;
            return json_response(200, "looked up");
        },
        [&](const Request&, Reply& reply) {
            if (!known) return false;
            ++at_once;
            reply(json_response(200, "known"));
            return true;
        });
    router.add(
        "GET", "/fails", {Access::anyone}, [](const Request&) { return json_response(200, ""); },
        [](const Request&, Reply&) -> bool { throw std::runtime_error("a defect"); });
    RunningServer server(std::move(router), {.worker_threads = 1, .prompt_threads = 1});
    CHECK(ask(server.port(), request("GET", "/known")).body == "looked up");

    HttpClient waiting(server.port());
    waiting.send(request("GET", "/gate"));
    gate.wait_for(1);
    HttpClient client(server.port());
    for (int i = 0; i < 3; ++i) CHECK(client.ask(request("GET", "/known")).body == "known");
    CHECK(client.ask(request("GET", "/fails")).code() == "INTERNAL");
    gate.opened.count_down();
    CHECK(waiting.read().body == "passed");
    CHECK(at_once == 3);
    CHECK(by_workers == 1);
}

TEST_CASE("http server: whoever takes too long to ask is told so, however busily") {
    RunningServer server(hello_router(), {.request_timeout_ms = 200});
    HttpClient silent(server.port());
    silent.send("GET /hel");
    auto reply = silent.read();
    CHECK(reply.status == 408);
    CHECK(reply.code() == "INVALID_REQUEST");
    CHECK(silent.hangs_up());

    HttpClient body(server.port());
    body.send(request("POST", "/hello", "Content-Length: 5\r\n") + "hel");
    CHECK(body.read().status == 408);

    HttpClient busy(server.port());
    std::atomic<bool> is_over = false;
    std::jthread drip([&] {
        busy.send("GET /hello HTTP/1.1\r\nHost: a\r\nX-Long: ");
        while (!is_over && busy.send("x")) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
    CHECK(busy.read().status == 408);
    is_over = true;
}

TEST_CASE("http server: whoever asks nothing for long is let go without a word") {
    RunningServer server(hello_router(), {.idle_timeout_ms = 100});
    HttpClient never(server.port());
    CHECK(never.hangs_up());
    HttpClient once(server.port());
    CHECK(once.ask(hello).body == "hello");
    CHECK(once.hangs_up());
}

TEST_CASE("http server: with too many connections the next is turned away, not left waiting") {
    RunningServer server(hello_router(), {.max_connections = 3});
    std::list<HttpClient> welcome;
    for (int i = 0; i < 3; ++i) CHECK(welcome.emplace_back(server.port()).ask(hello).status == 200);
    HttpClient turned_away(server.port());
    auto reply = turned_away.read();
    CHECK(reply.status == 503);
    CHECK(reply.code() == "OVERLOADED");
    CHECK(reply.header("Retry-After") == "1");
    CHECK(turned_away.hangs_up());
    welcome.pop_back();
    wait_until("there to be room again", [&] { return ask(server.port(), hello).status == 200; });
    for (auto& client : welcome) CHECK(client.ask(hello).status == 200);
}

TEST_CASE("http server: whoever has waited too long for a worker is told so and not served late") {
    RunningServer server(hello_router(), {.max_wait_ms = 0});
    auto reply = ask(server.port(), hello);
    CHECK(reply.code() == "OVERLOADED");
    CHECK(reply.header("Retry-After") == "1");
}

TEST_CASE("http server: instances share a port only when asked to") {
    RunningServer first(hello_router(), {.share_port = true});
    auto same = fmt::format("127.0.0.1:{}", first.port());
    RunningServer second(hello_router(), {.listen = same, .share_port = true});
    CHECK(second.port() == first.port());
    CHECK_THROWS_AS(RunningServer(hello_router(), {.listen = same}), std::system_error);
    for (const char* nonsense :
         {"", "8080", ":8080", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "::1:80"}) {
        INFO(nonsense);
        CHECK_THROWS_AS(RunningServer(hello_router(), {.listen = nonsense}), std::invalid_argument);
    }
}

TEST_CASE("http server: stopping answers what is in flight and takes nothing new") {
    Gate gate;
    Router router = hello_router();
    gate.add_to(router);
    RunningServer server(std::move(router), {.worker_threads = 2});
    HttpClient idle(server.port());
    CHECK(idle.ask(hello).status == 200);
    std::list<HttpClient> in_flight;  // two with a worker, others waiting for one
    for (int i = 0; i < 6; ++i) in_flight.emplace_back(server.port()).send(request("GET", "/gate"));
    gate.wait_for(2);
    HttpClient half_way(server.port());
    half_way.send(hello.substr(0, 10));
    wait_until("the half request to be there", [&] { return ask(server.port(), "X\r\n\r\n").status == 400; });

    server.stop();
    CHECK(idle.hangs_up());
    CHECK_THROWS_AS(HttpClient(server.port()), std::system_error);
    half_way.send(hello.substr(10));
    gate.opened.count_down();
    for (auto& client : in_flight) {
        auto reply = client.read();
        CHECK(reply.body == "passed");
        CHECK(reply.header("Connection") == "close");
        CHECK(client.hangs_up());
    }
    CHECK(half_way.read().body == "hello");
    in_flight.clear();
    server.wait();
    CHECK(gate.inside == 6);
}

TEST_CASE("http server: stopping waits no longer than it may") {
    Gate gate;
    Router router = hello_router();
    gate.add_to(router);
    RunningServer server(std::move(router), {.worker_threads = 1, .stop_timeout_ms = 100});
    HttpClient unfinished(server.port());
    unfinished.send("GET /hello HTTP/1.1\r\n");
    HttpClient served(server.port());
    served.send(request("GET", "/gate"));
    gate.wait_for(1);
    HttpClient waiting(server.port());
    waiting.send(request("GET", "/gate"));

    server.stop();
    CHECK(unfinished.read().status == 408);
    gate.opened.count_down();
    CHECK(served.read().body == "passed");
    CHECK(waiting.read().code() == "UNAVAILABLE");  // its handler was not begun any more
    server.wait();
    CHECK(gate.inside == 1);
}

TEST_CASE("http server: a stop before the start still answers those whom the port let in") {
    Server server({.listen = "127.0.0.1:0"}, hello_router(), nullptr);
    auto port = server.bind();
    std::list<HttpClient> let_in;
    for (int i = 0; i < 300; ++i) let_in.emplace_back(port).send(hello);
    server.stop();
    server.stop();
    std::jthread runner([&] { server.run(); });
    for (auto& client : let_in) {
        CHECK(client.read().body == "hello");
        CHECK(client.hangs_up());
    }
}
