#include "http/token_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>

#include "http/tokens.hpp"

namespace fairdraw::http {
namespace {

using nlohmann::json;

constexpr std::size_t min_secret_bytes = 32;  // RFC 7518, section 3.2: not less than the hash gives
constexpr std::size_t min_rsa_bits = 2048;    // section 3.3
constexpr std::size_t max_file_bytes = 1024 * 1024;

std::runtime_error trouble(const std::filesystem::path& file, std::string_view what) {
    return std::runtime_error(fmt::format("{}: {}", file.string(), what));
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::is_directory(file)) throw trouble(file, "cannot be read");
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (bytes.size() > max_file_bytes) throw trouble(file, "is too long");
    return bytes;
}

std::string text_member(const json& object, const char* name) {
    auto member = object.find(name);
    return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

Jwk import_public(const json& jwk, std::initializer_list<const char*> members) {
    json public_half;
    for (const char* member : members) public_half[member] = text_member(jwk, member);
    std::string text = public_half.dump();
    return Jwk(cjose_jwk_import(text.data(), text.size(), nullptr));
}

// Nothing when the key is for something else than checking RS256 or ES256 signatures.
std::optional<PinnedKey> pin(const json& jwk, const std::filesystem::path& file) {
    auto kind = text_member(jwk, "kty");
    auto use = text_member(jwk, "use");
    auto algorithm = text_member(jwk, "alg");
    bool is_rsa = kind == "RSA";
    bool is_p256 = kind == "EC" && text_member(jwk, "crv") == "P-256";
    if (!is_rsa && !is_p256) return std::nullopt;
    std::string pinned = is_rsa ? "RS256" : "ES256";
    if ((!use.empty() && use != "sig") || (!algorithm.empty() && algorithm != pinned)) return std::nullopt;

    auto id = text_member(jwk, "kid");
    Jwk key = is_rsa ? import_public(jwk, {"kty", "n", "e"}) : import_public(jwk, {"kty", "crv", "x", "y"});
    if (!key) throw trouble(file, fmt::format("the {} key \"{}\" is malformed", kind, id));
    auto bits = cjose_jwk_get_keysize(key.get(), nullptr);
    if (is_rsa && bits < min_rsa_bits) {
        throw trouble(file,
                      fmt::format("the RSA key \"{}\" has {} bits, fewer than {}", id, bits, min_rsa_bits));
    }
    return PinnedKey{id, pinned, is_rsa ? (bits + 7) / 8 : 64, std::move(key)};
}

}  // namespace

std::string read_secret_file(const std::filesystem::path& file) {
    std::string secret = read_file(file);
    if (secret.ends_with('\n')) secret.pop_back();
    if (secret.size() < min_secret_bytes) {
        throw trouble(
            file, fmt::format("holds a secret of {} bytes, fewer than {}", secret.size(), min_secret_bytes));
    }
    return secret;
}

PinnedKey hs256_key(std::string_view secret) {
    Jwk key(cjose_jwk_create_oct_spec(reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size(),
                                      nullptr));
    if (!key) throw std::runtime_error("the secret cannot be used as a key");
    return {"", "HS256", 32, std::move(key)};
}

PinnedKey load_secret_key(const std::filesystem::path& file) {
    return hs256_key(read_secret_file(file));
}

std::vector<PinnedKey> load_key_set(const std::filesystem::path& file) {
    auto set = json::parse(read_file(file), nullptr, false);
    if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array()) {
        throw trouble(file, "is not a JSON Web Key Set");
    }
    std::vector<PinnedKey> keys;
    std::set<std::string> ids;
    for (const auto& jwk : set["keys"]) {
        if (!jwk.is_object()) throw trouble(file, "holds a key that is not an object");
        auto key = pin(jwk, file);
        if (!key) continue;
        if (!key->id.empty() && !ids.insert(key->id).second) {
            throw trouble(file, fmt::format("holds two keys with the kid \"{}\"", key->id));
        }
        keys.push_back(std::move(*key));
    }
    if (keys.empty()) throw trouble(file, "holds no RS256 or ES256 key");
    return keys;
}

}  // namespace fairdraw::http
