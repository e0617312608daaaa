// bench_peer: designs that others use, behind fairdraw's own HTTP layer, and a bare cpp-httplib. For
// scripts/bench; ends when it is killed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "bare.hpp"
#include "designs.hpp"
#include "fairdraw/time.hpp"
#include "http/metrics.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"
#include "unsigned.hpp"

namespace {

using namespace fairdraw;

struct Options {
    std::string design;
    std::string listen = "127.0.0.1:0";
    unsigned pool = 32;
    std::string database_url;
    std::string redis;
    std::optional<int> stock;
    std::string jwt_secret_file;
};

UnixMs now() {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return UnixMs{time.tv_sec * 1000 + time.tv_nsec / 1'000'000};
}

// Of the same shape and length as fairdraw's.
http::Response response_to(bench::Outcome outcome, const std::string& round) {
    if (outcome == bench::Outcome::sold_out) return http::problem(http::Code::sold_out, "Nothing is left.");
    const auto time = format_rfc3339(now());
    return http::json_response(
        outcome == bench::Outcome::entered ? 201 : 200,
        fmt::format(R"({{"round":"{}","tag":"{:032}","received_at":"{}","draw_due_at":"{}","receipt":null}})",
                    round, 0, time, time));
}

bench::Enter make_design(const Options& options) {
    if (options.design == "redis-lua") return bench::redis_lua(options.redis, options.stock);
    if (options.design == "insert") return bench::insert(options.database_url);
    return bench::stock_counter(options.database_url);
}

void serve(const Options& options) {
    const auto enter = make_design(options);
    http::Router router;
    router.add("POST", "/v1/rounds/{round}/entry", {.access = http::Access::user, .max_body_bytes = 1024},
               [&](const http::Request& request) {
                   const auto& round = request.path_parameter("round");
                   return response_to(enter(round, request.caller->user_id), round);
               });
    router.add("GET", "/healthz", {http::Access::anyone},
               [](const http::Request&) { return http::json_response(200, R"({"status":"ok"})"); });
    http::Server server{{.listen = options.listen, .worker_threads = options.pool},
                        std::move(router),
                        std::make_shared<const http::TokenVerifier>(
                            http::TokenVerifier::from_secret_file(options.jwt_secret_file)),
                        std::make_shared<http::Metrics>()};
    const auto port = server.bind();
    fmt::print("event=listening address=http://{}:{}\n", options.listen.substr(0, options.listen.rfind(':')),
               port);
    std::fflush(stdout);
    server.run();
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Designs that others use, behind fairdraw's HTTP layer. For measurements.");
    Options options;
    app.add_option("--design", options.design)
        ->required()
        ->check(CLI::IsMember({"redis-lua", "insert", "stock-counter", "bare", "unsigned"}));
    app.add_option("--listen", options.listen, "HOST:PORT; port 0 takes a free one")->capture_default_str();
    app.add_option("--pool", options.pool, "Threads, each with a connection of its own")
        ->capture_default_str();
    app.add_option("--database-url", options.database_url, "For insert, stock-counter and unsigned");
    app.add_option("--redis", options.redis, "Redis's socket, for redis-lua");
    app.add_option("--stock", options.stock,
                   "Of each round, for redis-lua; more than anybody can take unless told");
    app.add_option("--jwt-secret-file", options.jwt_secret_file, "What signs the users' tokens");
    CLI11_PARSE(app, argc, argv);
    try {
        if (options.design == "bare") {
            bench::serve_bare(options.listen, options.pool);
        } else if (options.design == "unsigned") {
            bench::serve_unsigned(options.listen, options.database_url, options.jwt_secret_file);
        } else {
            serve(options);
        }
    } catch (const std::exception& failure) {
        fmt::print(stderr, "bench_peer: {}\n", failure.what());
        return 1;
    }
}
