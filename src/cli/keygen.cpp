// fairdraw keygen: makes the key that an operator signs announcements, closes and draws with.
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "cli/commands.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/note.hpp"

namespace fairdraw::cli {
namespace {

struct KeyRequest {
    std::string origin;
    std::string out;
};

SigningKey generate(const std::string& origin) {
    if (!valid_origin(origin)) {
        throw std::runtime_error(
            "an origin is 1 to 255 bytes of UTF-8 without white space, control characters or `+`");
    }
    SigningKey::Seed seed;
    if (RAND_priv_bytes(seed.data(), static_cast<int>(seed.size())) != 1)
        throw std::runtime_error("no randomness");
    SigningKey key = SigningKey::from_seed(origin, seed);
    OPENSSL_cleanse(seed.data(), seed.size());
    return key;
}

/// A file that was not there before, on disk when this returns.
void write_new_file(const std::string& path, std::string_view content, mode_t mode) {
    const auto give_up = [&] { throw std::runtime_error(path + ": " + std::strerror(errno)); };
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0 && errno == EEXIST)
        throw std::runtime_error(path + " is there already and is not overwritten");
    if (file < 0) give_up();
    const bool written = write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
    const bool durable = written && fsync(file) == 0;
    if (close(file) != 0 || !durable) give_up();
}

void make_key(const KeyRequest& request) {
    const SigningKey key = generate(request.origin);
    const std::string vkey = key.verifier_key().format();
    std::string line = key.format_private() + "\n";
    write_new_file(request.out, line, 0600);
    OPENSSL_cleanse(line.data(), line.size());
    try {
        write_new_file(request.out + ".vkey", vkey + "\n", 0644);
    } catch (...) {
        unlink(request.out.c_str());  // nothing was signed with it yet
        throw;
    }
    std::cout << vkey << std::endl;
}

}  // namespace

void add_keygen(CLI::App& program, int& exit_status) {
    auto request = std::make_shared<KeyRequest>();
    auto* command = program.add_subcommand("keygen", "Make a signing key, and its verifier key beside it");
    command->add_option("--origin", request->origin, "The operator's name, which every signature carries")
        ->required();
    command->add_option("--out", request->out, "Where the signing key goes; FILE.vkey is for everybody")
        ->type_name("FILE")
        ->required();
    command->footer(
        "Only its owner may read FILE. Publish the printed verifier key where people find it without asking "
        "the service:\n"
        "who pins it with `fairdraw audit --vkey` cannot be shown another. Old rounds stay verifiable under "
        "the key that\n"
        "signed them.\n\n"
        "Example: fairdraw keygen --origin shop.example/coupons --out signing.key");
    command->callback([request, &exit_status] {
        try {
            make_key(*request);
            exit_status = 0;
        } catch (const std::exception& error) {
            std::cerr << "fairdraw keygen: " << error.what() << std::endl;
            exit_status = 2;
        }
    });
}

}  // namespace fairdraw::cli
