#include "ed25519.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace fairdraw::ed25519 {
namespace {

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

constexpr PublicKey filled(std::uint8_t first, std::uint8_t middle, std::uint8_t last) {
    PublicKey y;
    y.fill(middle);
    y.front() = first;
    y.back() = last;
    return y;
}

/// y of the eight points of small order, which has five values, and y + p where 255 bits hold that. OpenSSL
/// has no arithmetic on points to find them by.
constexpr PublicKey small_orders[] = {
    filled(0x00, 0x00, 0x00),
    filled(0x01, 0x00, 0x00),
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
    filled(0xec, 0xff, 0x7f),
    filled(0xed, 0xff, 0x7f),
    filled(0xee, 0xff, 0x7f),
};

}  // namespace

PrivateKey from_seed(const Seed& seed) {
    PrivateKey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
                   EVP_PKEY_free);
    require(key != nullptr);
    return key;
}

Seed seed_of(const PrivateKey& key) {
    Seed seed;
    std::size_t length = seed.size();
    require(EVP_PKEY_get_raw_private_key(key.get(), seed.data(), &length) == 1);
    return seed;
}

PublicKey public_key_of(const PrivateKey& key) {
    PublicKey public_key;
    std::size_t length = public_key.size();
    require(EVP_PKEY_get_raw_public_key(key.get(), public_key.data(), &length) == 1);
    return public_key;
}

Signature sign(const PrivateKey& key, std::string_view message) {
    const Context context(EVP_MD_CTX_new());
    require(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    Signature signature;
    std::size_t length = signature.size();
    require(EVP_DigestSign(context.get(), signature.data(), &length, unsigned_data(message),
                           message.size()) == 1);
    return signature;
}

bool verifies(const PublicKey& key, std::string_view message, std::string_view signature) {
    if (signature.size() != std::tuple_size_v<Signature>) return false;
    const std::shared_ptr<EVP_PKEY> raw(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()), EVP_PKEY_free);
    const Context context(EVP_MD_CTX_new());
    require(raw && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, raw.get()) == 1);
    return EVP_DigestVerify(context.get(), unsigned_data(signature), signature.size(), unsigned_data(message),
                            message.size()) == 1;
}

bool is_of_small_order(const PublicKey& key) {
    PublicKey y = key;
    y.back() &= 0x7f;  // the sign of x
    return std::ranges::find(small_orders, y) != std::end(small_orders);
}

}  // namespace fairdraw::ed25519
