// crowd: many users of fairdraw, each a real HTTP client with a token of its own. For demonstrations and
// measurements.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "http_crowd.hpp"
#include "people.hpp"
#include "rush.hpp"
#include "steps.hpp"
#include "summary.hpp"
#include "whole_round.hpp"

namespace {

struct Options {
    std::string server = "http://127.0.0.1:8080";
    std::string round;
    size_t users = 0;
    std::string jwt_secret_file;
    std::string prefix = "user-";
    int64_t over_ms = 1000;
    size_t connections = 1000;
    uint64_t seed = 1;
    std::string out;
    std::vector<std::string> files;
};

void add_options(CLI::App& command, Options& options) {
    command.add_option("--server", options.server, "Base URL; nobody else is talked to")
        ->capture_default_str();
    command.add_option("--round", options.round, "The round's id")->required();
    command.add_option("--users", options.users, "How many take part")->required();
    command.add_option("--jwt-secret-file", options.jwt_secret_file, "What signs their tokens")->required();
    command.add_option("--prefix", options.prefix, "User ids are this and a number from 1")
        ->capture_default_str();
    command.add_option("--connections", options.connections, "At most so many at once")
        ->capture_default_str();
    command.add_option("--seed", options.seed, "Of the moments at which they press")->capture_default_str();
    command.add_option("--out", options.out, "JSON lines: what each user was told");
}

// As many as wanted, if this process may open so many sockets.
size_t affordable_connections(size_t wanted) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    return std::clamp<size_t>(wanted, 1, std::max<size_t>(files.rlim_max, 100) - 50);
}

using StepFunction = crowd::Tally (*)(crowd::HttpCrowd&, const crowd::People&, const crowd::Step&,
                                      std::vector<crowd::Told>&);

int run_step(const Options& options, StepFunction step) {
    crowd::HttpCrowd http(options.server, affordable_connections(options.connections));
    const crowd::People people(options.users, options.prefix, crowd::read_secret(options.jwt_secret_file));
    std::vector<crowd::Told> told(options.users);
    const auto moments_us = crowd::moments_evenly(options.users, options.over_ms, options.seed);
    const auto tally = step(http, people, {options.round, moments_us}, told);
    if (!options.out.empty()) crowd::write_told(options.out, people, told);
    fmt::print("{}\n", crowd::to_json(tally).dump(2));
    return tally.answered == tally.users && tally.refused.empty() ? 0 : 1;
}

int run_round(const Options& options) {
    crowd::HttpCrowd http(options.server, affordable_connections(options.connections));
    const crowd::People people(options.users, options.prefix, crowd::read_secret(options.jwt_secret_file));
    std::vector<crowd::Told> told;
    const auto round = crowd::take_part(http, people, options.round, options.seed, told);
    if (!options.out.empty()) crowd::write_told(options.out, people, told);
    fmt::print("{}\n", crowd::to_json(round).dump(2));
    return round.failures.empty() ? 0 : 1;
}

int run_rush(const Options& options) {
    crowd::HttpCrowd http(options.server, affordable_connections(options.connections));
    const crowd::People people(options.users, options.prefix, crowd::read_secret(options.jwt_secret_file));
    std::vector<crowd::Told> told;
    const auto rush = crowd::take_part_in_rush(http, people, options.round, options.seed, told);
    if (!options.out.empty()) crowd::write_told(options.out, people, told);
    fmt::print("{}\n", crowd::to_json(rush).dump(2));
    return rush.failures.empty() ? 0 : 1;
}

int print_table(const std::vector<std::string>& files) {
    std::vector<nlohmann::json> rounds;
    for (const auto& file : files) {
        std::ifstream stream(file);
        rounds.push_back(nlohmann::json::parse(stream));
    }
    fmt::print("{}", crowd::table(rounds));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Many users of fairdraw, each a real HTTP client. The exit status is 0 only if all held.");
    app.require_subcommand(1);
    Options options;
    int status = 0;

    auto* round = app.add_subcommand("round", "A whole announced round; prints what happened as JSON");
    add_options(*round, options);
    round->final_callback([&] { status = run_round(options); });

    auto* rush =
        app.add_subcommand("rush", "A whole announced first-come round; prints what happened as JSON");
    add_options(*rush, options);
    rush->final_callback([&] { status = run_rush(options); });

    const auto add_step = [&](const std::string& name, const std::string& help, StepFunction function) {
        auto* step = app.add_subcommand(name, help);
        add_options(*step, options);
        step->add_option("--over-ms", options.over_ms, "They come evenly over this time")
            ->capture_default_str();
        step->final_callback([&options, &status, function] { status = run_step(options, function); });
    };
    add_step("reserve", "Everybody reserves once", crowd::reserve);
    add_step("enter", "Everybody enters once", crowd::enter);
    add_step("results", "Everybody asks until there is a result", crowd::ask_results);

    auto* table = app.add_subcommand("table", "A table of what `crowd round` and `crowd rush` printed");
    table->add_option("files", options.files, "Its output, a file a round")
        ->required()
        ->check(CLI::ExistingFile);
    table->final_callback([&] { status = print_table(options.files); });

    try {
        CLI11_PARSE(app, argc, argv);
    } catch (const std::exception& failure) {
        fmt::print(stderr, "crowd: {}\n", failure.what());
        return 1;
    }
    return status;
}
