#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "postgres/failure.hpp"
#include "postgres/migrate.hpp"

namespace fairdraw::cli {

namespace {

int migrate(const std::string& database_url) {
    try {
        postgres::Connection connection{{.url = database_url, .role = {}}};
        int applied = 0;
        postgres::migrate(connection, [&](const std::string& name) {
            std::cout << "applied " << name << "\n";
            ++applied;
        });
        if (!applied) std::cout << "nothing to do: the database is up to date\n";
        return 0;
    } catch (...) {
        const auto failure = postgres::classify(std::current_exception());
        std::cerr << "fairdraw migrate: " << failure.message << "\n";
        if (failure.message.find("permission denied") != std::string::npos)
            std::cerr << "Migrate as the login that owns the database.\n";
        return failure.kind == postgres::FailureKind::unavailable ? 2 : 1;
    }
}

}  // namespace

void add_migrate(CLI::App& program, int& exit_status) {
    auto* command =
        program.add_subcommand("migrate", "Brings the database's schema to this program's version");
    const auto database_url = std::make_shared<std::string>();
    command
        ->add_option("--database-url", *database_url,
                     "The database, as a login that owns it or may create schemas and roles")
        ->required();
    command->footer(
        "Forward only, each migration in a transaction of its own; safe to run again, or twice at once.\n"
        "The service itself needs less: a login that is a member of fairdraw_serving and fairdraw_keeper.\n\n"
        "Example:\n  fairdraw migrate --database-url postgresql:///shop");
    command->callback([database_url, &exit_status] { exit_status = migrate(*database_url); });
}

}  // namespace fairdraw::cli
