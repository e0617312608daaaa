#include "fairdraw/draw.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <algorithm>
#include <new>
#include <stdexcept>

#include "fairdraw/sha256.hpp"

namespace fairdraw {
namespace {

constexpr std::string_view separator{"\0", 1};

void require(bool done) {
    if (!done) throw std::runtime_error("OpenSSL offers no HMAC-SHA256");
}

struct FreeMac {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

/// A keyed state of one's own: the key is hashed in once only.
MacContext copy_of(const EVP_MAC_CTX* keyed) {
    MacContext context(EVP_MAC_CTX_dup(keyed));
    if (!context) throw std::bad_alloc();
    return context;
}

/// The first 16 bytes of the HMAC over `a || 0x00 || b`.
std::array<std::uint8_t, 16> half_hmac(EVP_MAC_CTX* keyed, ByteView a, ByteView b) {
    const ByteView zero = bytes_of(separator);
    for (const ByteView part : {a, zero, b}) require(EVP_MAC_update(keyed, part.data(), part.size()) == 1);
    Hash mac;
    std::size_t length = 0;
    require(EVP_MAC_final(keyed, mac.data(), &length, mac.size()) == 1 && length == mac.size());
    std::array<std::uint8_t, 16> half;
    std::copy_n(mac.begin(), half.size(), half.begin());
    return half;
}

}  // namespace

Hash commitment(CommitmentKind kind, std::string_view origin, const RoundId& round, const Hash& value) {
    const std::string_view name = kind == CommitmentKind::secret ? "secret" : "tag-key";
    return Sha256{}
        .update(fmt::format("fairdraw/v1 {}\n{}\n{}\n", name, origin, round.text()))
        .update(value)
        .finish();
}

TagKey::TagKey(const Hash& key) {
    const std::unique_ptr<EVP_MAC, FreeMac> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    require(hmac != nullptr);
    keyed_ = {EVP_MAC_CTX_new(hmac.get()), FreeMac{}};
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    require(keyed_ && EVP_MAC_init(keyed_.get(), key.data(), key.size(), parameters) == 1);
}

Tag TagKey::tag_of(const RoundId& round, std::string_view user) const {
    return half_hmac(copy_of(keyed_.get()).get(), bytes_of(round.text()), bytes_of(user));
}

std::vector<Salt> TagKey::receipt_salts_of(std::span<const Tag> tags) const {
    const auto context = copy_of(keyed_.get());
    std::vector<Salt> salts;
    salts.reserve(tags.size());
    for (const Tag& tag : tags) {
        salts.push_back(half_hmac(context.get(), bytes_of("receipt"), tag));
        // Back to where the key was hashed in, which costs less than another copy.
        require(EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1);
    }
    return salts;
}

Hash seed_of(const Hash& close, const Hash& secret, const std::optional<Hash>& randomness) {
    return sha256(fmt::format("fairdraw/v1 seed\nclose {}\nsecret {}\nbeacon {}\n", to_hex(close),
                              to_hex(secret), randomness ? to_hex(*randomness) : "none"));
}

Hash ticket_of(const Hash& seed, const Tag& tag) {
    std::array<std::uint8_t, std::tuple_size_v<Hash> + std::tuple_size_v<Tag>> text;
    std::ranges::copy(tag, std::ranges::copy(seed, text.begin()).out);
    return sha256(text);
}

}  // namespace fairdraw
