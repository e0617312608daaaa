// A kernel that watches no more sockets for this user (epoll_ctl(2): ENOSPC), played by an epoll_ctl of the
// test's own, which the server in this process calls instead.
#include <doctest/doctest.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <memory>

#include "http/metrics.hpp"
#include "integration/http_server.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::http;
using namespace fairdraw::testing;

namespace {

std::atomic<bool> exhausted = false;

const std::string hello = request("GET", "/hello");

}  // namespace

extern "C" int epoll_ctl(int epoll, int operation, int fd, epoll_event* event) noexcept {
    if (exhausted && operation == EPOLL_CTL_ADD) {
        errno = ENOSPC;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_epoll_ctl, epoll, operation, fd, event));
}

TEST_CASE("http server: where no more connections can be watched, it goes on, and counts none of them") {
    Router router;
    router.add("GET", "/hello", {Access::anyone}, [](const Request&) { return json_response(200, "hello"); });
    const auto metrics = std::make_shared<Metrics>();
    RunningServer server(std::move(router), {}, nullptr, metrics);
    const auto shows = [&](const std::string& connections) {
        return metrics->text().find("\nfairdraw_http_connections " + connections + "\n") != std::string::npos;
    };
    {
        HttpClient known(server.port());
        CHECK(known.ask(hello).body == "hello");
        exhausted = true;
        HttpClient turned_away(server.port());
        CHECK(turned_away.hangs_up());
        // The next is tried again at each sweep, and is turned away in its turn.
        HttpClient next(server.port());
        CHECK(next.hangs_up());
        CHECK(known.ask(hello).body == "hello");
        CHECK(shows("1"));
        exhausted = false;
        CHECK(ask(server.port(), hello).body == "hello");
    }
    wait_until("nobody to be left", [&] { return shows("0"); });
    server.stop();
    server.wait();
}
