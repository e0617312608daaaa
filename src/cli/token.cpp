#include <CLI/CLI.hpp>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "cli/commands.hpp"
#include "http/tokens.hpp"

namespace fairdraw::cli {
namespace {

constexpr std::int64_t longest_ttl_s = 10LL * 365 * 24 * 3600;

struct TokenRequest {
    http::TokenClaims claims;
    std::filesystem::path secret_file;
};

void print_token(TokenRequest& request) {
    request.claims.issued_at_unix_s = std::time(nullptr);
    std::cout << http::sign_token(request.claims, http::read_secret_file(request.secret_file)) << std::endl;
}

}  // namespace

void add_token(CLI::App& program, int& exit_status) {
    auto request = std::make_shared<TokenRequest>();
    auto* command =
        program.add_subcommand("token", "Print a token for a user, signed with the shared secret");
    command->add_option("--subject", request->claims.subject, "The user id")->required();
    command->add_option("--scope", request->claims.scope, "Space-separated, such as \"operator\"");
    command->add_option("--segment", request->claims.segments,
                        "What customers the user belongs to, such as \"vip\"; several times for several");
    command->add_option("--ttl", request->claims.ttl_s, "Seconds until it expires")
        ->check(CLI::Range(std::int64_t{1}, longest_ttl_s))
        ->capture_default_str();
    command->add_option("--jwt-secret-file", request->secret_file, "The secret that serve was given")
        ->required();
    command->add_option("--jwt-issuer", request->claims.issuer, "The `iss` claim");
    command->add_option("--jwt-audience", request->claims.audience, "The `aud` claim");
    command->footer("Example: fairdraw token --subject alice --scope operator --jwt-secret-file secret");
    command->callback([request, &exit_status] {
        try {
            print_token(*request);
            exit_status = 0;
        } catch (const std::exception& error) {
            std::cerr << "fairdraw token: " << error.what() << std::endl;
            exit_status = 2;
        }
    });
}

}  // namespace fairdraw::cli
