// How an answer comes about: who may ask, what exceptions mean, answers that come later.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <list>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "http/problem.hpp"
#include "integration/http_server.hpp"
#include "support/temporary_folder.hpp"
#include "support/tokens.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::http;
using namespace fairdraw::testing;

namespace {

const std::string secret = "0123456789abcdef0123456789abcdef";

struct DatabaseGone : std::runtime_error {
    DatabaseGone() : std::runtime_error("host=10.0.0.1 password=hunter2") {}
};

ServerOptions with_mapping() {
    ServerOptions options;
    options.map_exception = [](std::exception_ptr exception) -> std::optional<Response> {
        try {
            std::rethrow_exception(exception);
        } catch (const DatabaseGone&) {
            return problem(Code::unavailable, "The database cannot be reached.");
        } catch (...) {
            return std::nullopt;
        }
    };
    return options;
}

// Replies that wait to be given by somebody else.
class Pending {
  public:
    void add(const Request& request, Reply reply) {
        std::lock_guard lock(mutex_);
        replies_.emplace_back(&request, std::move(reply));
    }
    std::size_t size() {
        std::lock_guard lock(mutex_);
        return replies_.size();
    }
    void answer_all() {
        std::list<std::pair<const Request*, Reply>> taken;
        {
            std::lock_guard lock(mutex_);
            taken.swap(replies_);
        }
        for (auto& [request, reply] : taken) reply(json_response(201, request->query("say").value_or("")));
    }
    void drop_all() {
        std::lock_guard lock(mutex_);
        replies_.clear();
    }

  private:
    std::mutex mutex_;
    std::list<std::pair<const Request*, Reply>> replies_;
};

}  // namespace

TEST_CASE("http server: who may ask is judged before the handler is") {
    TemporaryFolder folder;
    auto tokens = std::make_shared<const TokenVerifier>(
        TokenVerifier::from_secret_file(folder.write("secret", secret)));
    Router router;
    auto who = [](const Request& request) {
        return json_response(200, request.caller ? request.caller->user_id : "nobody");
    };
    router.add("GET", "/public", {Access::anyone}, who);
    router.add("GET", "/user", {Access::user}, who);
    router.add("GET", "/operator", {Access::scope("operator")}, who);
    RunningServer server(std::move(router), {}, tokens);
    HttpClient client(server.port());
    auto ask_as = [&](const std::string& path, const std::string& authorization) {
        auto fields = authorization.empty() ? "" : fmt::format("Authorization: {}\r\n", authorization);
        return client.ask(request("GET", path, fields));
    };
    auto alice = "Bearer " + sign_token({"alice", "orders", 60}, secret);
    auto boss = "bearer  " + sign_token({"王", "orders operator", 60}, secret);
    auto stranger = "Bearer " + sign_token({"alice", "operator", 60}, "another-secret-0123456789-0123456789");

    CHECK(ask_as("/public", "").body == "nobody");
    CHECK(ask_as("/public", stranger).body == "nobody");
    CHECK(ask_as("/public", alice).body == "alice");
    CHECK(ask_as("/user", alice).body == "alice");
    CHECK(ask_as("/operator", boss).body == "王");
    CHECK(ask_as("/operator", alice).status == 403);
    CHECK(ask_as("/operator", alice).code() == "FORBIDDEN");
    for (const std::string& authorization :
         {std::string(), stranger, std::string("Basic YTpi"), std::string("Bearer"), std::string("Bearer "),
          alice + ", " + alice, alice.substr(7)}) {
        INFO(authorization);
        auto reply = ask_as("/user", authorization);
        CHECK(reply.status == 401);
        CHECK(reply.code() == "UNAUTHENTICATED");
        CHECK(reply.header("WWW-Authenticate") == "Bearer");
    }
    CHECK(
        client
            .ask(request("GET", "/user", fmt::format("Authorization: {0}\r\nAuthorization: {0}\r\n", alice)))
            .status == 401);
}

TEST_CASE("http server: an exception is what the program makes of it, and never its own words") {
    Router router;
    router.add("GET", "/gone", {Access::anyone}, [](const Request&) -> Response { throw DatabaseGone(); });
    router.add("GET", "/bug", {Access::anyone},
               [](const Request&) -> Response { throw std::logic_error("hunter2"); });
    router.add("GET", "/odd", {Access::anyone}, [](const Request&) -> Response { throw 7; });
    router.add_deferred("GET", "/later", {Access::anyone},
                        [](const Request&, Reply&) { throw DatabaseGone(); });
    RunningServer server(std::move(router), with_mapping());
    HttpClient client(server.port());
    for (const char* path : {"/gone", "/later"}) {
        auto reply = client.ask(request("GET", path));
        CHECK(reply.code() == "UNAVAILABLE");
        CHECK(reply.header("Retry-After") == "1");
        CHECK(reply.body.find("hunter2") == std::string::npos);
    }
    for (const char* path : {"/bug", "/odd"}) {
        auto reply = client.ask(request("GET", path));
        CHECK(reply.status == 500);
        CHECK(reply.code() == "INTERNAL");
        CHECK(reply.header("Content-Type") == "application/problem+json");
        CHECK((reply.head + reply.body).find("hunter2") == std::string::npos);
    }
}

TEST_CASE(
    "http server: refusals that come before the handler say that nothing was recorded, where that matters") {
    TemporaryFolder folder;
    auto tokens = std::make_shared<const TokenVerifier>(
        TokenVerifier::from_secret_file(folder.write("secret", secret)));
    Router router;
    RouteOptions options{.access = Access::user, .max_body_bytes = 10, .refused_means = Recorded::no};
    router.add_deferred("POST", "/entry", options, [](const Request&, Reply&) { throw DatabaseGone(); });
    router.add_deferred("POST", "/known", options, [](const Request&, Reply& reply) {
        reply(problem(Code::unavailable, "", {.recorded = Recorded::unknown}));
    });
    auto server_options = with_mapping();
    server_options.request_timeout_ms = 200;
    RunningServer server(std::move(router), server_options, tokens);
    auto alice = fmt::format("Authorization: Bearer {}\r\n", sign_token({"alice", "", 60}, secret));
    auto says = [](const HttpReply& reply) { return nlohmann::json::parse(reply.body).at("recorded"); };

    CHECK(says(ask(server.port(), request("POST", "/entry"))) == false);                           // 401
    CHECK(says(ask(server.port(), request("POST", "/entry", alice))) == false);                    // 503
    CHECK(says(ask(server.port(), request("POST", "/entry", alice, "eleven byte"))) == false);     // 413
    CHECK(says(ask(server.port(), request("POST", "/entry", "Content-Length: 1\r\n"))) == false);  // 408
    CHECK(says(ask(server.port(), request("POST", "/known", alice))).is_null());
    CHECK_THROWS(says(ask(server.port(), request("POST", "/nowhere"))));
}

TEST_CASE("http server: a large body is not read of somebody who may not send it") {
    TemporaryFolder folder;
    auto tokens = std::make_shared<const TokenVerifier>(
        TokenVerifier::from_secret_file(folder.write("secret", secret)));
    const auto lists = [] {
        Router router;
        router.add(
            "PUT", "/list", {.access = Access::scope("merchant"), .max_body_bytes = 1024 * 1024},
            [](const Request& request) { return json_response(200, std::to_string(request.body.size())); });
        return router;
    };
    RunningServer server(lists(), {}, tokens);
    const auto authorized = [&](const std::string& scope) {
        return fmt::format("Authorization: Bearer {}\r\n", sign_token({"alice", scope, 60}, secret));
    };
    const std::string large(1'000'000, 'x');
    for (const auto& [fields, code] :
         {std::pair{std::string{}, "UNAUTHENTICATED"}, std::pair{authorized(""), "FORBIDDEN"}}) {
        INFO(code);
        HttpClient client(server.port());
        CHECK(client.ask(request("PUT", "/list", fields + "Content-Length: 1000000\r\n")).code() == code);
        CHECK(client.hangs_up());
        HttpClient chunked(server.port());
        CHECK(chunked.send(request("PUT", "/list", fields + "Transfer-Encoding: chunked\r\n")));
        chunked.send("f4240\r\n" + large);
        CHECK(chunked.read().code() == code);
        // What is small is read, and the connection goes on.
        HttpClient small(server.port());
        for (int i = 0; i < 2; ++i)
            CHECK(small.ask(request("PUT", "/list", fields, "a body")).code() == code);
    }
    CHECK(ask(server.port(), request("PUT", "/list", authorized("merchant"), large)).body == "1000000");
    // Who may has the time that so much takes.
    RunningServer impatient(lists(), {.request_timeout_ms = 200}, tokens);
    HttpClient slow(impatient.port());
    CHECK(slow.send(request("PUT", "/list", authorized("merchant") + "Content-Length: 1000000\r\n")));
    const auto half = std::chrono::steady_clock::now() + std::chrono::milliseconds(600);
    std::size_t sent = 0;
    for (; std::chrono::steady_clock::now() < half;
         std::this_thread::sleep_for(std::chrono::milliseconds(20)))
        sent += slow.send("x") ? 1 : 0;
    CHECK(slow.ask(large.substr(sent)).body == "1000000");
}

TEST_CASE("http server: many answers can wait for one thread, and hold none") {
    Pending pending;
    Router router;
    router.add_deferred("POST", "/entry", {Access::anyone}, [&](const Request& request, Reply& reply) {
        bool throws = request.query("throw").has_value();
        pending.add(request, std::move(reply));
        if (throws) throw std::runtime_error("too late to be the answer");
    });
    router.add("GET", "/hello", {Access::anyone}, [](const Request&) { return json_response(200, "hello"); });
    RunningServer server(std::move(router), {.worker_threads = 1});
    std::list<HttpClient> clients;
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 100; ++i) {
            if (round == 0) clients.emplace_back(server.port());
        }
        int i = 0;
        for (auto& client : clients) client.send(request("POST", fmt::format("/entry?say={}", i++)));
        wait_until("all entries to wait", [&] { return pending.size() == 100; });
        CHECK(ask(server.port(), request("GET", "/hello")).body == "hello");
        pending.answer_all();
        i = 0;
        for (auto& client : clients) CHECK(client.read().body == std::to_string(i++));
    }
    clients.front().send(request("POST", "/entry"));
    wait_until("the entry to wait", [&] { return pending.size() == 1; });
    pending.drop_all();
    CHECK(clients.front().read().code() == "INTERNAL");

    clients.front().send(request("POST", "/entry?say=fine&throw"));
    wait_until("the entry to wait", [&] { return pending.size() == 1; });
    pending.answer_all();
    CHECK(clients.front().read().body == "fine");

    clients.back().send(request("POST", "/entry?say=last"));
    wait_until("the entry to wait", [&] { return pending.size() == 1; });
    server.stop();
    pending.answer_all();
    CHECK(clients.back().read().body == "last");
}

TEST_CASE("http server: what is answered is counted by route and class, without what was in it") {
    auto metrics = std::make_shared<Metrics>();
    Router router;
    router.add("GET", "/rounds/{round}", {Access::anyone},
               [](const Request&) { return json_response(200, "{}"); });
    router.add("GET", "/metrics", {Access::anyone}, [&](const Request&) {
        Response response;
        response.content_type = Metrics::content_type();
        response.body = metrics->text();
        return response;
    });
    auto depth = metrics->gauge("fairdraw_test_depth", "Set on each collection.");
    metrics->on_collect([depth]() mutable { depth.set(42); });
    RunningServer server(std::move(router), {}, nullptr, metrics);
    HttpClient client(server.port());
    for (int i = 0; i < 3; ++i) client.ask(request("GET", "/rounds/private-name"));
    client.ask(request("GET", "/nowhere/private-name"));
    ask(server.port(), "PRIVATE-NAME\r\n\r\n");
    auto text = client.ask(request("GET", "/metrics")).body;
    INFO(text);
    CHECK(text.find(
              "fairdraw_http_requests_total{method=\"GET\",route=\"/rounds/{round}\",status=\"2xx\"} 3\n") !=
          std::string::npos);
    CHECK(text.find("fairdraw_http_requests_total{method=\"any\",route=\"none\",status=\"4xx\"} 2\n") !=
          std::string::npos);
    CHECK(text.find("fairdraw_http_request_seconds_count{method=\"GET\",route=\"/rounds/{round}\"} 3\n") !=
          std::string::npos);
    CHECK(text.find("fairdraw_test_depth 42\n") != std::string::npos);
    CHECK(text.find("private-name") == std::string::npos);
    CHECK(text.find("PRIVATE-NAME") == std::string::npos);
}
