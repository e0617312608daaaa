// bench_tokens: users' tokens, a line each, made beforehand so that making them costs no run its time.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "crowd/people.hpp"

namespace {

constexpr int64_t ttl_s = 6 * 3600;

struct Options {
    size_t count = 0;
    std::string prefix = "user-";
    std::string jwt_secret_file;
    std::string out;
    size_t files = 1;
};

void write_tokens(const Options& options) {
    const crowd::People people(options.count, options.prefix, crowd::read_secret(options.jwt_secret_file),
                               ttl_s);
    // Nobody presses in the order of their ids, and an index would notice.
    std::vector<size_t> order(options.count);
    std::iota(order.begin(), order.end(), size_t{0});
    std::shuffle(order.begin(), order.end(), std::mt19937_64{1});
    for (size_t i = 0; i < options.files; ++i) {
        const auto path = fmt::format("{}.{}", options.out, i + 1);
        std::ofstream file(path);
        for (size_t at = i; at < order.size(); at += options.files) file << people.token(order[at]) << '\n';
        file.close();
        if (!file) throw std::runtime_error("cannot write " + path);
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Makes users' tokens (HS256), in no order, dealt out to some files.");
    Options options;
    app.add_option("--count", options.count, "How many")->required();
    app.add_option("--prefix", options.prefix, "User ids are this and a number from 1")
        ->capture_default_str();
    app.add_option("--jwt-secret-file", options.jwt_secret_file, "What signs them")->required();
    app.add_option("--out", options.out, "The files are this and .1, .2, ...")->required();
    app.add_option("--files", options.files, "One for each of wrk's threads")
        ->capture_default_str()
        ->check(CLI::Range(1, 64));
    CLI11_PARSE(app, argc, argv);
    try {
        write_tokens(options);
    } catch (const std::exception& failure) {
        fmt::print(stderr, "bench_tokens: {}\n", failure.what());
        return 1;
    }
}
