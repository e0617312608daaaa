// fairdraw fairness: tries the draw many times and tells whether it is fair, and what bias would have shown.
#include <openssl/rand.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include "cli/commands.hpp"
#include "cli/fairness_output.hpp"
#include "postgres/failure.hpp"
#include "rounds/trial_draw.hpp"

namespace fairdraw::cli {
namespace {

struct FairnessRequest {
    std::uint64_t rounds = 1000;
    std::uint64_t entrants = 1000;
    std::string json_file;
    std::string database_url;
};

Hash fresh_bytes() {
    Hash bytes;
    if (RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("OpenSSL's random generator gave no bytes");
    return bytes;
}

/// As production does: PostgreSQL draws, the library draws again, and they must agree.
fairness::Drawing drawing_in(postgres::Connection& connection) {
    return [&connection](const fairness::Round& round) {
        const auto drawn =
            fairness::users_of(round, rounds::draw_on_trial(connection, fairness::tags_as_they_came(round),
                                                            round.close, round.secret, fairness::rule()));
        if (drawn != fairness::library_draw(round))
            throw std::runtime_error("the draw in the database and the library's disagree");
        return drawn;
    };
}

/// A line now and then on standard error, so that a long run is seen to live.
auto progress_of(std::uint64_t rounds) {
    return [rounds](std::uint64_t drawn) {
        if (drawn % std::max<std::uint64_t>(rounds / 10, 1) == 0)
            std::cerr << "drawn " << drawn << " of " << rounds << " rounds" << std::endl;
    };
}

/// Opened before the work, so that a wrong path is not found out after it.
std::ofstream open_output(const std::string& file) {
    std::ofstream out(file, std::ios::binary);
    if (!out) throw std::runtime_error(file + ": cannot be written");
    return out;
}

int report(const FairnessRequest& request) {
    if (const auto refusal = fairness::refuse_size(request.rounds, request.entrants)) {
        std::cerr << "fairdraw fairness: " << *refusal << "\n";
        return 2;
    }
    std::ofstream json;
    if (!request.json_file.empty()) json = open_output(request.json_file);
    std::unique_ptr<postgres::Connection> connection;
    fairness::Drawing drawing = fairness::library_draw;
    std::string draw = "the library, without which nothing is published";
    if (!request.database_url.empty()) {
        connection = std::make_unique<postgres::Connection>(
            postgres::ConnectionSettings{.url = request.database_url, .role = {}});
        drawing = drawing_in(*connection);
        draw = "PostgreSQL, and by the library again, as in production";
    }
    const auto found = fairness::examine(request.rounds, request.entrants, fresh_bytes, drawing,
                                         progress_of(request.rounds));
    std::cout << fairness_for_person(found, draw) << std::flush;
    json << fairness_as_json(found, draw) << std::flush;
    if (!request.json_file.empty() && !json)
        throw std::runtime_error(request.json_file + ": cannot be written");
    return found.looks_fair() && found.all_caught() ? 0 : 1;
}

int run(const FairnessRequest& request) {
    try {
        return report(request);
    } catch (...) {
        std::cerr << "fairdraw fairness: " << postgres::classify(std::current_exception()).message << "\n";
        return 2;
    }
}

}  // namespace

void add_fairness(CLI::App& program, int& exit_status) {
    auto request = std::make_shared<FairnessRequest>();
    auto* command = program.add_subcommand(
        "fairness", "Try the draw many times, and tell whether it is fair to everybody");
    command->add_option("--rounds", request->rounds, "How many rounds are drawn: 500 to 1000000")
        ->capture_default_str();
    command
        ->add_option("--entrants", request->entrants,
                     "How many enter each: 50 to 1000000; rounds times entrants must be 100000 or more")
        ->capture_default_str();
    // Not FAIRDRAW_JSON, which is a flag of `audit`.
    command->add_option("--json-file,--json", request->json_file, "Where every figure goes, as JSON")
        ->type_name("FILE");
    command->add_option(
        "--database-url", request->database_url,
        "Draw in this database, logged in as its owner, and take everything back; without, the "
        "library draws alone");
    command->footer(
        "The rule is odds 1/5 floor. With stochastic the same tickets win, and by the seed perhaps one more "
        "where 5 does\n"
        "not divide the entrants; the statistics want as many winners every time.\n\n"
        "Each round has fresh secrets, and its users come in another order. Statistics by user, tenth of "
        "the\n"
        "arrivals, first and last, tag and pair tell whether a fair draw gives such wins, and how large a "
        "bias had\n"
        "to be to be found. Draws that are unfair on purpose show that the statistics see it. More rounds "
        "see\n"
        "smaller biases.\n\n"
        "Exit status: 0 the draw looks fair and every planted bias was caught, 1 not so, 2 it could not be "
        "tried.\n\n"
        "Example: fairdraw fairness --rounds 10000 --entrants 1000 --json fairness.json");
    command->callback([request, &exit_status] { exit_status = run(*request); });
}

}  // namespace fairdraw::cli
