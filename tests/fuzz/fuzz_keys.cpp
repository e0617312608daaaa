// Key lines: what parses is written again as the same line, and what a key signs its other half verifies.
#include "fairdraw/identifiers.hpp"
#include "fairdraw/note.hpp"
#include "fuzz_target.hpp"

namespace {

using namespace fairdraw;

void try_verifier_key(std::string_view line) {
    const auto key = VerifierKey::parse(line);
    const auto in_a_file = parse_verifier_key_file(std::string(line) + "\n", "vkey");
    const bool marked = line.starts_with("\ufeff");
    fuzz::require(in_a_file.has_value() == (key && !marked), "a file is its line, without a byte order mark");
    if (!key) return;
    fuzz::require(key->format() == line, "a verifier key is written in one way only");
    fuzz::require(valid_origin(key->origin()), "a key's name is an origin");
    fuzz::require(!key->verifies("text\n", std::string(64, '\0')), "zeros are nobody's signature");
}

void try_signing_key(std::string_view line) {
    const auto key = SigningKey::parse(line);
    if (!key) {
        const bool told =
            line.size() > 60 && key.error().find(line.substr(line.size() - 44)) != std::string::npos;
        return fuzz::require(!told, "an error does not tell the key");
    }
    fuzz::require(key->format_private() == line, "a signing key is written in one way only");
    fuzz::require(VerifierKey::parse(key->verifier_key().format()).has_value(), "its verifier key is one");
}

/// Any seed and any origin: keys that are right, which mutation alone hardly finds.
void try_new_key(std::string_view input) {
    SigningKey::Seed seed{};
    for (auto& byte : seed) byte = static_cast<std::uint8_t>(fuzz::take_number(input, 1));
    if (!valid_origin(input)) return;
    const SigningKey key = SigningKey::from_seed(input, seed);
    try_verifier_key(key.verifier_key().format());
    try_signing_key(key.format_private());
    fuzz::require(SigningKey::parse(key.format_private()).has_value(), "what was written can be read");
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    try_verifier_key(input.ends_with('\n') ? input.substr(0, input.size() - 1) : input);
    try_signing_key(input);
    try_new_key(input);
}
