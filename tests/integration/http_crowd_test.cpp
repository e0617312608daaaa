// Thousands of connections, most of which do nothing or hardly anything, and a server with 64 threads for
// what may block: everybody who asks is answered.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <atomic>
#include <list>
#include <thread>
#include <vector>

#include "integration/http_server.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::http;
using namespace fairdraw::testing;

namespace {

constexpr int idle_connections = 2000;
constexpr int slow_connections = 1000;
constexpr int honest_connections = 2000;
constexpr int honest_threads = 64;
constexpr int asks_each = 3;

const std::string hello = request("GET", "/hello");

// Both ends of every connection are in this process.
bool allow_files(rlim_t wanted) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur >= wanted;
}

Router hello_router() {
    Router router;
    router.add("GET", "/hello", {Access::anyone}, [](const Request&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));  // as if it asked a database
        return json_response(200, "hello");
    });
    return router;
}

// People who send a byte a second, until they are told to be quick.
class SlowSenders {
  public:
    explicit SlowSenders(std::uint16_t port) {
        for (int i = 0; i < slow_connections; ++i) clients_.emplace_back(port).send(hello.substr(0, 1));
        thread_ = std::jthread([this](const std::stop_token& stop) {
            // All but the last byte, however long the others take.
            while (sent_ + 1 < hello.size() && pause_for(std::chrono::seconds(1), stop)) {
                for (auto& client : clients_) client.send(hello.substr(sent_, 1));
                ++sent_;
            }
        });
    }

    // How many are answered once they have sent the rest.
    int finish() {
        thread_.request_stop();
        thread_.join();
        int answered = 0;
        for (auto& client : clients_) client.send(hello.substr(sent_));
        for (auto& client : clients_) answered += client.read().status == 200;
        return answered;
    }

  private:
    std::list<HttpClient> clients_;
    std::size_t sent_ = 1;
    std::jthread thread_;
};

int ask_all(std::uint16_t port) {
    std::atomic<int> answered = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < honest_threads; ++t)
        threads.emplace_back([&] {
            std::list<HttpClient> clients;
            for (int i = 0; i < honest_connections / honest_threads; ++i) clients.emplace_back(port);
            for (int ask = 0; ask < asks_each; ++ask) {
                for (auto& client : clients) client.send(hello);
                for (auto& client : clients) answered += client.read().body == "hello";
            }
        });
    threads.clear();
    return answered;
}

}  // namespace

TEST_CASE(
    "http server: of 5,000 connections, some idle and some sending a byte a second, all who ask are "
    "answered") {
    REQUIRE(allow_files(2 * (idle_connections + slow_connections + honest_connections) + 500));
    RunningServer server(hello_router(), {.worker_threads = 64, .request_timeout_ms = 60'000});
    std::list<HttpClient> idle;
    for (int i = 0; i < idle_connections; ++i) idle.emplace_back(server.port());
    SlowSenders slow(server.port());

    CHECK(ask_all(server.port()) == honest_connections / honest_threads * honest_threads * asks_each);
    CHECK(slow.finish() == slow_connections);
    int awake = 0;
    for (auto& client : idle) awake += client.ask(hello).status == 200;
    CHECK(awake == idle_connections);
}
