#include "ed25519.hpp"

#include <openssl/evp.h>

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

}  // namespace fairdraw::ed25519
