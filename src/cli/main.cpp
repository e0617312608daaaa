#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>

#include "cli/commands.hpp"

namespace {

// --database-url is also FAIRDRAW_DATABASE_URL, and so on for every option.
std::string environment_name(const std::string& option) {
    std::string name = "FAIRDRAW_" + option;
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return name;
}

void read_options_from_environment(CLI::App& app) {
    for (auto* option : app.get_options()) {
        const auto& names = option->get_lnames();
        if (names.empty() || names[0] == "help" || names[0] == "version") continue;
        option->envname(environment_name(names[0]));
    }
    for (auto* subcommand : app.get_subcommands({})) {
        if (subcommand->get_name().empty()) {  // a group of options
            read_options_from_environment(*subcommand);
            continue;
        }
        // Once it is chosen: CLI11 reads what the variables of all commands say, and those of others may mean
        // something else.
        subcommand->preparse_callback([subcommand](auto) { read_options_from_environment(*subcommand); });
    }
}

// The environment goes before the file; CLI11 has it the other way round.
class FileAfterEnvironment : public CLI::ConfigTOML {
  public:
    std::vector<CLI::ConfigItem> from_config(std::istream& file) const override {
        auto settings = CLI::ConfigTOML::from_config(file);
        std::erase_if(settings, [](const CLI::ConfigItem& item) {
            return std::getenv(environment_name(item.name).c_str());
        });
        return settings;
    }
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App program{"Hands out coupons by a fair, publicly auditable draw.", "fairdraw"};
    program.require_subcommand(1);
    program.fallthrough();
    program.set_version_flag("--version", FAIRDRAW_VERSION);
    // CLI11 looks at the environment after the file has been read, which is too late for the file's own name.
    const char* config = std::getenv("FAIRDRAW_CONFIG");
    program.set_config(
        "--config", config ? config : "",
        "Read options from a file: a section a subcommand, such as [serve], with lines option=\"value\"",
        config != nullptr);
    program.config_formatter(std::make_shared<FileAfterEnvironment>());
    program.allow_config_extras(CLI::config_extras_mode::error);
    program.footer(
        "Every option may also be given as FAIRDRAW_<OPTION> in the environment, such as "
        "FAIRDRAW_DATABASE_URL; "
        "of two\nvalues with a space between.\n\n"
        "Example, from nothing to a running service:\n"
        "  fairdraw keygen --origin shop.example/coupons --out signing.key\n"
        "  fairdraw migrate --database-url postgresql:///shop\n"
        "  fairdraw serve --database-url postgresql:///shop --signing-key signing.key --jwt-secret-file "
        "jwt.secret");

    int exit_status = 0;
    using namespace fairdraw::cli;
    add_serve(program, exit_status);
    add_migrate(program, exit_status);
    add_campaign(program, exit_status);
    add_round(program, exit_status);
    add_audit(program, exit_status);
    add_fairness(program, exit_status);
    add_keygen(program, exit_status);
    add_token(program, exit_status);
    read_options_from_environment(program);

    try {
        program.parse(argc, argv);
    } catch (const CLI::RequiredError& e) {
        // Something is missing, and something is not known: that was probably meant to be it.
        const auto unknown = program.remaining(true);
        if (unknown.empty()) return program.exit(e), 2;
        std::cerr << "fairdraw: " << unknown.front() << ": there is no such command or option; see --help\n";
        return 2;
    } catch (const CLI::ParseError& e) {
        return program.exit(e) == 0 ? 0 : 2;
    } catch (const std::exception& e) {
        std::cerr << "fairdraw: " << e.what() << "\n";
        return 2;
    }
    return exit_status;
}
