#include "fairdraw/sha256.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace fairdraw {
namespace {

// Looking the algorithm up takes five times as long as hashing a ticket with it: once a process.
const EVP_MD* algorithm() {
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched;
}

void require(bool done) {
    if (!done) throw std::runtime_error("OpenSSL offers no SHA-256");
}

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    require(context_ && algorithm() && EVP_DigestInit_ex2(context_.get(), algorithm(), nullptr) == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(ByteView bytes) {
    require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
    return *this;
}

Hash Sha256::finish() {
    Hash hash;
    require(EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) == 1);
    require(EVP_DigestInit_ex2(context_.get(), algorithm(), nullptr) == 1);
    return hash;
}

void Sha256::FreeContext::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Hash sha256(ByteView bytes) {
    // Making a context costs more than hashing a ticket with it.
    thread_local Sha256 hasher;
    return hasher.update(bytes).finish();
}

}  // namespace fairdraw
