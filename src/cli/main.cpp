#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>

#include "cli/commands.hpp"

namespace {

// --database-url is also FAIRDRAW_DATABASE_URL, and so on for every option of every subcommand.
void read_options_from_environment(CLI::App& app) {
    for (auto* option : app.get_options()) {
        if (option->get_lnames().empty() || option->get_lnames()[0] == "help" || option->get_lnames()[0] == "config") continue;
        std::string name = "FAIRDRAW_" + option->get_lnames()[0];
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c))); });
        option->envname(name);
    }
    for (auto* subcommand : app.get_subcommands({})) read_options_from_environment(*subcommand);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App program{"Hands out coupons by a fair, publicly auditable draw.", "fairdraw"};
    program.require_subcommand(1);
    program.fallthrough();
    program.set_config("--config", "", "Read options from a file: a section a subcommand, such as [serve], with lines option=\"value\"");
    program.footer("Every option may also be given as FAIRDRAW_<OPTION> in the environment.\n\n"
                   "Example, from nothing to a running service:\n"
                   "  fairdraw keygen --origin shop.example/coupons --out signing.key\n"
                   "  fairdraw migrate --database-url postgresql:///shop\n"
                   "  fairdraw serve --database-url postgresql:///shop --signing-key signing.key --jwt-secret-file jwt.secret");

    int exit_status = 0;
    using namespace fairdraw::cli;
    add_serve(program, exit_status);
    add_migrate(program, exit_status);
    add_campaign(program, exit_status);
    add_round(program, exit_status);
    add_audit(program, exit_status);
    add_keygen(program, exit_status);
    add_token(program, exit_status);
    read_options_from_environment(program);

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return program.exit(e) == 0 ? 0 : 2;
    } catch (const std::exception& e) {
        std::cerr << "fairdraw: " << e.what() << "\n";
        return 2;
    }
    return exit_status;
}
