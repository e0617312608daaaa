#include <fmt/format.h>
#include <openssl/crypto.h>

#include <optional>
#include <stdexcept>

#include "ed25519.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/note.hpp"
#include "grammar.hpp"
#include "key_line.hpp"
#include "stray_bytes.hpp"

namespace fairdraw {
namespace {

constexpr auto algorithm = KeyAlgorithm::ed25519;
constexpr std::string_view private_prefix = "PRIVATE+KEY+";

}  // namespace

VerifierKey::VerifierKey(std::string_view origin, const PublicKey& public_key)
    : origin_(origin), public_key_(public_key), id_(key_id_of(origin, algorithm, public_key)) {}

tl::expected<VerifierKey, std::string> VerifierKey::parse(std::string_view line) {
    const auto parts = parse_key_line(line, algorithm);
    if (!parts) return tl::unexpected(parts.error());
    VerifierKey key(parts->name, parts->key);
    return require_public_key(*parts, key.id_).map([&] { return key; });
}

tl::expected<VerifierKey, Unreadable> parse_verifier_key_file(std::string_view bytes, std::string_view file) {
    if (auto stray = stray_bytes(bytes, file)) return tl::unexpected(*std::move(stray));
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) {
        return tl::unexpected(Unreadable{std::string(file), 1, "a verifier key is one line, ended by LF"});
    }
    if (end + 1 != bytes.size()) return tl::unexpected(Unreadable{std::string(file), 2, "an extra line"});
    return VerifierKey::parse(bytes.substr(0, end)).map_error([&](std::string reason) {
        return Unreadable{std::string(file), 1, std::move(reason)};
    });
}

std::string VerifierKey::format() const {
    return format_key_line(origin_, id_, algorithm, public_key_);
}

bool VerifierKey::verifies(std::string_view text, std::string_view signature) const {
    return ed25519::verifies(public_key_, text, signature);
}

SigningKey::SigningKey(VerifierKey verifier_key, std::shared_ptr<evp_pkey_st> key)
    : verifier_key_(std::move(verifier_key)), key_(std::move(key)) {}

SigningKey SigningKey::from_seed(std::string_view origin, const Seed& seed) {
    if (!valid_origin(origin)) throw std::invalid_argument("an origin that is none");
    auto key = ed25519::from_seed(seed);
    const auto public_key = ed25519::public_key_of(key);
    return SigningKey(VerifierKey(origin, public_key), std::move(key));
}

tl::expected<SigningKey, std::string> SigningKey::parse(std::string_view line) {
    if (!line.starts_with(private_prefix)) return refuse("a signing key begins with `PRIVATE+KEY+`");
    auto parts = parse_key_line(line.substr(private_prefix.size()), algorithm);
    if (!parts) return tl::unexpected(parts.error());
    SigningKey key = from_seed(parts->name, parts->key);
    OPENSSL_cleanse(parts->key.data(), parts->key.size());
    if (parts->key_id != to_hex(key.verifier_key().id())) {
        return refuse("its key id is not the one its origin and key give: the file is damaged");
    }
    return key;
}

std::string SigningKey::format_private() const {
    return fmt::format("{}{}", private_prefix,
                       format_key_line(origin(), verifier_key_.id(), algorithm, ed25519::seed_of(key_)));
}

std::string SigningKey::sign(std::string_view text) const {
    const auto signature = ed25519::sign(key_, text);
    const std::string bytes(signature.begin(), signature.end());
    return fmt::format("{}\n{}", text, format_signature_line(origin(), verifier_key_.id(), bytes));
}

}  // namespace fairdraw
