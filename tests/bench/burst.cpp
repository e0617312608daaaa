// bench_burst: everybody presses at one instant, each user once. Tokens are made before it, so that of the
// client's work only what a user's own device would do falls into the measurement: connecting, too, unless
// that was done beforehand, as by a page that is open.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "crowd/http_crowd.hpp"
#include "crowd/people.hpp"

namespace {

struct Options {
    std::vector<std::string> servers;
    std::string path;
    size_t users = 0;
    size_t connections = 0;
    std::string prefix = "user-";
    std::string jwt_secret_file;
    int64_t at_unix_s = 0;
    long or_status = 0;
    std::string beforehand;
};

// One thread's part of the crowd. Where libcurl looks for a connection that is free it looks through all that
// a handle has to one address, so parts of a few hundred are much cheaper than one large crowd.
class Part {
  public:
    Part(const std::string& server, size_t connections, std::vector<std::string> tokens)
        : crowd_(server, connections),
          tokens_(std::move(tokens)),
          has_one_each_(connections >= tokens_.size()) {}

    // Everybody GETs `path` and stays connected. Says how many could.
    size_t connect(const std::string& path) {
        const auto count = [&](size_t, const crowd::Answer& answer) -> std::optional<int64_t> {
            connected_ += answer.status == 200;
            if (answer.status != 200) fmt::print(stderr, "status {} {}\n", answer.status, answer.failure);
            return std::nullopt;
        };
        crowd_.ask({.path = path, .moments_us = at_once(), .patience_s = 60, .connect = true}, count, [] {});
        return connected_;
    }

    // `or_status` is an answer, too.
    void press(const std::string& path, long or_status) {
        const crowd::Question question{.post = true,
                                       .path = path,
                                       .moments_us = at_once(),
                                       .token = [&](size_t user) { return tokens_[user]; },
                                       .patience_s = 60,
                                       .connect = has_one_each_ && connected_ == 0};
        const auto keep = [&](size_t, const crowd::Answer& answer) -> std::optional<int64_t> {
            succeeded_ += answer.status / 100 == 2;
            if (answer.status / 100 == 2 || answer.status == or_status) {
                latencies_us_.push_back(answer.latency_us);
            } else {
                fmt::print(stderr, "after {} ms: status {} {}{}\n", answer.latency_us / 1000, answer.status,
                           answer.failure, answer.body);
            }
            return std::nullopt;
        };
        crowd_.ask(question, keep, [] {});
    }

    const std::vector<int64_t>& latencies_us() const { return latencies_us_; }
    size_t succeeded() const { return succeeded_; }

  private:
    std::vector<int64_t> at_once() const { return std::vector<int64_t>(tokens_.size(), 0); }

    crowd::HttpCrowd crowd_;
    std::vector<std::string> tokens_;
    bool has_one_each_;
    size_t connected_ = 0;
    std::vector<int64_t> latencies_us_;  // of those who were answered
    size_t succeeded_ = 0;               // of these, told that it is recorded
};

void allow_many_files() {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

std::vector<std::unique_ptr<Part>> make_parts(const Options& options) {
    const crowd::People people(options.users, options.prefix, crowd::read_secret(options.jwt_secret_file));
    const size_t count = options.servers.size();
    std::vector<std::unique_ptr<Part>> parts;
    for (size_t i = 0; i < count; ++i) {
        std::vector<std::string> tokens;
        for (size_t user = i; user < options.users; user += count) tokens.push_back(people.token(user));
        const size_t connections = std::max<size_t>(options.connections / count, 1);
        parts.push_back(std::make_unique<Part>(options.servers[i], connections, std::move(tokens)));
    }
    return parts;
}

void connect_all(std::vector<std::unique_ptr<Part>>& parts, const Options& options) {
    size_t connected = 0;
    for (auto& part : parts) connected += part->connect(options.beforehand);
    if (connected < options.users)
        throw std::runtime_error(fmt::format("{} of {} could connect", connected, options.users));
}

std::vector<int64_t> press_together(std::vector<std::unique_ptr<Part>>& parts, const Options& options,
                                    std::chrono::system_clock::time_point instant) {
    {
        std::vector<std::jthread> threads;
        for (auto& part : parts)
            threads.emplace_back([&] {
                std::this_thread::sleep_until(instant);
                part->press(options.path, options.or_status);
            });
    }
    std::vector<int64_t> latencies_us;
    for (const auto& part : parts)
        latencies_us.insert(latencies_us.end(), part->latencies_us().begin(), part->latencies_us().end());
    std::sort(latencies_us.begin(), latencies_us.end());
    return latencies_us;
}

// Of the processors, by this program so far.
double processor_s() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void print(size_t users, size_t succeeded, double client_s, const std::vector<int64_t>& latencies_us) {
    if (latencies_us.empty()) throw std::runtime_error("nobody was answered");
    const auto latency_ms = [&](double share) {
        const auto last = static_cast<double>(latencies_us.size() - 1);
        return static_cast<double>(latencies_us[static_cast<size_t>(share * last)]) / 1000;
    };
    const nlohmann::json json = {{"users", users},
                                 {"acknowledged", latencies_us.size()},
                                 {"succeeded", succeeded},
                                 {"failed", users - latencies_us.size()},
                                 {"p50_ms", latency_ms(0.5)},
                                 {"p99_ms", latency_ms(0.99)},
                                 {"max_ms", latency_ms(1)},
                                 {"client_s", client_s}};
    fmt::print("{}\n", json.dump());
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Everybody sends one request at one instant; prints what they waited as JSON.");
    Options options;
    app.add_option("--server", options.servers,
                   "Base URLs, each for an equal part of the users and by a thread of its own")
        ->required();
    app.add_option("--path", options.path, "What they POST to")->required();
    app.add_option("--users", options.users, "How many")->required();
    app.add_option("--connections", options.connections, "At most so many at once; who finds none free waits")
        ->required();
    app.add_option("--prefix", options.prefix, "User ids are this and a number from 1")
        ->capture_default_str();
    app.add_option("--jwt-secret-file", options.jwt_secret_file, "What signs their tokens")->required();
    app.add_option("--at", options.at_unix_s,
                   "The instant, in seconds since 1970: several clients can share it")
        ->required();
    app.add_option("--or", options.or_status, "A status that counts as an answer like a success");
    app.add_option("--beforehand", options.beforehand, "What everybody GETs first, and then stays connected");
    CLI11_PARSE(app, argc, argv);
    try {
        if (!options.beforehand.empty() && options.connections < options.users)
            throw std::runtime_error("--beforehand needs a connection for each user");
        allow_many_files();
        auto parts = make_parts(options);
        if (!options.beforehand.empty()) connect_all(parts, options);
        const std::chrono::system_clock::time_point instant{std::chrono::seconds(options.at_unix_s)};
        if (std::chrono::system_clock::now() > instant)
            throw std::runtime_error("the instant was over before everybody was ready");
        const double prepared_s = processor_s();
        const auto latencies_us = press_together(parts, options, instant);
        size_t succeeded = 0;
        for (const auto& part : parts) succeeded += part->succeeded();
        print(options.users, succeeded, processor_s() - prepared_s, latencies_us);
    } catch (const std::exception& failure) {
        fmt::print(stderr, "bench_burst: {}\n", failure.what());
        return 1;
    }
}
