#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "fairdraw/identifiers.hpp"
#include "fairdraw/note.hpp"
#include "fairdraw/sha256.hpp"
#include "grammar.hpp"

namespace fairdraw {
namespace {

constexpr char ed25519 = 0x01;
constexpr std::string_view private_prefix = "PRIVATE+KEY+";
constexpr std::size_t key_size = 32;
constexpr std::size_t signature_size = 64;

using KeyBytes = std::array<std::uint8_t, key_size>;
using Key = std::shared_ptr<EVP_PKEY>;

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

void require(bool done) {
    if (!done) throw std::runtime_error("OpenSSL offers no Ed25519");
}

const unsigned char* unsigned_data(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

KeyId key_id_of(std::string_view origin, const KeyBytes& public_key) {
    const Hash hash = Sha256{}.update(origin).update("\n\x01").update(public_key).finish();
    KeyId id;
    std::copy_n(hash.begin(), id.size(), id.begin());
    return id;
}

std::string with_algorithm(const KeyBytes& key) {
    std::string bytes{ed25519};
    bytes.append(key.begin(), key.end());
    return bytes;
}

/// `<origin>+<hex key id>+<base64(0x01 || 32 bytes)>`, the shape of both keys.
struct KeyLine {
    std::string_view origin;
    std::string_view key_id;
    KeyBytes key;
};

tl::expected<KeyLine, std::string> parse_key_line(std::string_view line) {
    const std::size_t origin_end = line.find('+');
    const std::size_t id_end =
        origin_end == std::string_view::npos ? origin_end : line.find('+', origin_end + 1);
    if (id_end == std::string_view::npos) return refuse("a key is `origin+<hex key id>+<base64>`");
    KeyLine parts{.origin = line.substr(0, origin_end),
                  .key_id = line.substr(origin_end + 1, id_end - origin_end - 1),
                  .key = {}};
    if (!valid_origin(parts.origin)) {
        return refuse("its origin is not 1 to 255 bytes of UTF-8 without white space or control characters");
    }
    const auto bytes = from_base64(line.substr(id_end + 1));
    if (!bytes) return refuse("what follows the key id is not canonical, padded base64");
    if (bytes->empty() || bytes->front() != ed25519)
        return refuse("the key's algorithm is not Ed25519 (0x01)");
    if (bytes->size() != 1 + key_size) return refuse("an Ed25519 key has 32 bytes");
    std::ranges::copy(bytes_of(*bytes).subspan(1), parts.key.begin());
    return parts;
}

}  // namespace

VerifierKey::VerifierKey(std::string_view origin, const PublicKey& public_key)
    : origin_(origin), public_key_(public_key), id_(key_id_of(origin, public_key)) {}

tl::expected<VerifierKey, std::string> VerifierKey::parse(std::string_view line) {
    const auto parts = parse_key_line(line);
    if (!parts) return tl::unexpected(parts.error());
    VerifierKey key(parts->origin, parts->key);
    if (parts->key_id != to_hex(key.id_)) {
        return refuse(
            fmt::format("its key id must be {}, as its origin and public key give it", to_hex(key.id_)));
    }
    return key;
}

tl::expected<VerifierKey, Unreadable> parse_verifier_key_file(std::string_view bytes, std::string_view file) {
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
    return fmt::format("{}+{}+{}", origin_, to_hex(id_), to_base64(bytes_of(with_algorithm(public_key_))));
}

bool VerifierKey::verifies(std::string_view text, std::string_view signature) const {
    if (signature.size() != signature_size) return false;
    const Key key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key_.data(), public_key_.size()),
        EVP_PKEY_free);
    const Context context(EVP_MD_CTX_new());
    require(key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    return EVP_DigestVerify(context.get(), unsigned_data(signature), signature.size(), unsigned_data(text),
                            text.size()) == 1;
}

SigningKey::SigningKey(VerifierKey verifier_key, std::shared_ptr<evp_pkey_st> key)
    : verifier_key_(std::move(verifier_key)), key_(std::move(key)) {}

SigningKey SigningKey::from_seed(std::string_view origin, const Seed& seed) {
    if (!valid_origin(origin)) throw std::invalid_argument("an origin that is none");
    Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()), EVP_PKEY_free);
    KeyBytes public_key;
    std::size_t length = public_key.size();
    require(key && EVP_PKEY_get_raw_public_key(key.get(), public_key.data(), &length) == 1);
    return SigningKey(VerifierKey(origin, public_key), std::move(key));
}

tl::expected<SigningKey, std::string> SigningKey::parse(std::string_view line) {
    if (!line.starts_with(private_prefix)) return refuse("a signing key begins with `PRIVATE+KEY+`");
    auto parts = parse_key_line(line.substr(private_prefix.size()));
    if (!parts) return tl::unexpected(parts.error());
    SigningKey key = from_seed(parts->origin, parts->key);
    OPENSSL_cleanse(parts->key.data(), parts->key.size());
    if (parts->key_id != to_hex(key.verifier_key().id())) {
        return refuse("its key id is not the one its origin and key give: the file is damaged");
    }
    return key;
}

std::string SigningKey::format_private() const {
    Seed seed;
    std::size_t length = seed.size();
    require(EVP_PKEY_get_raw_private_key(key_.get(), seed.data(), &length) == 1);
    return fmt::format("{}{}+{}+{}", private_prefix, origin(), to_hex(verifier_key_.id()),
                       to_base64(bytes_of(with_algorithm(seed))));
}

std::string SigningKey::sign(std::string_view text) const {
    const Context context(EVP_MD_CTX_new());
    require(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
    std::array<std::uint8_t, signature_size> signature;
    std::size_t length = signature.size();
    require(EVP_DigestSign(context.get(), signature.data(), &length, unsigned_data(text), text.size()) == 1);
    std::string bytes(verifier_key_.id().begin(), verifier_key_.id().end());
    bytes.append(signature.begin(), signature.end());
    return fmt::format("{}\n\u2014 {} {}\n", text, origin(), to_base64(bytes_of(bytes)));
}

}  // namespace fairdraw
