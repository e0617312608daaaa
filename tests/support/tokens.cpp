#include "support/tokens.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

namespace fairdraw::testing {

namespace {

constexpr const char* key_id = "tests";

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string claims_of(const TokenContent& content) {
    const auto now = static_cast<long>(std::time(nullptr));
    nlohmann::json claims{{"iat", now}, {"exp", now + content.expires_in_s}};
    if (content.subject) claims["sub"] = *content.subject;
    if (!content.scope.empty()) claims["scope"] = content.scope;
    return claims.dump();
}

std::string signing_input(const nlohmann::json& header, std::string_view claims) {
    return base64url(header.dump()) + "." + base64url(claims);
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), digest,
         &length);
    return {reinterpret_cast<char*>(digest), length};
}

std::string big_endian(EVP_PKEY* key, const char* parameter) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, parameter, &number) != 1) throw std::runtime_error(parameter);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(number);
    return bytes;
}

std::string public_pem(EVP_PKEY* key) {
    const std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(memory.get(), key);
    char* text = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

}  // namespace

std::string base64url(std::string_view bytes) {
    std::vector<unsigned char> buffer(bytes.size() / 3 * 4 + 5);
    const int length = EVP_EncodeBlock(buffer.data(), bytes_of(bytes), static_cast<int>(bytes.size()));
    std::string text(reinterpret_cast<char*>(buffer.data()), static_cast<std::size_t>(length));
    while (text.ends_with('=')) text.pop_back();
    for (char& c : text) {
        if (c == '+') c = '-';
        if (c == '/') c = '_';
    }
    return text;
}

std::string sign_claims(std::string_view claims, std::string_view secret) {
    const auto input = signing_input({{"alg", "HS256"}, {"typ", "JWT"}}, claims);
    return input + "." + base64url(hmac_sha256(secret, input));
}

std::string sign_token(const TokenContent& content, std::string_view secret) {
    return sign_claims(claims_of(content), secret);
}

std::string unsigned_token(const TokenContent& content) {
    return signing_input({{"alg", "none"}, {"typ", "JWT"}}, claims_of(content)) + ".";
}

RsaSigner::RsaSigner() : key_(EVP_RSA_gen(2048)) {
    if (!key_) throw std::runtime_error("no RSA key");
}

RsaSigner::~RsaSigner() {
    EVP_PKEY_free(static_cast<EVP_PKEY*>(key_));
}

std::string RsaSigner::jwks() const {
    auto* key = static_cast<EVP_PKEY*>(key_);
    const nlohmann::json jwk{{"kty", "RSA"},
                             {"alg", "RS256"},
                             {"use", "sig"},
                             {"kid", key_id},
                             {"n", base64url(big_endian(key, OSSL_PKEY_PARAM_RSA_N))},
                             {"e", base64url(big_endian(key, OSSL_PKEY_PARAM_RSA_E))}};
    return nlohmann::json{{"keys", {jwk}}}.dump();
}

std::string RsaSigner::sign_token(const TokenContent& content) const {
    const auto input = signing_input({{"alg", "RS256"}, {"typ", "JWT"}, {"kid", key_id}}, claims_of(content));
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    auto* key = static_cast<EVP_PKEY*>(key_);
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t length = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                       bytes_of(input), input.size()) != 1) {
        throw std::runtime_error("cannot sign");
    }
    return input + "." + base64url(signature);
}

std::string RsaSigner::confused_token(const TokenContent& content) const {
    const auto input = signing_input({{"alg", "HS256"}, {"typ", "JWT"}, {"kid", key_id}}, claims_of(content));
    return input + "." + base64url(hmac_sha256(public_pem(static_cast<EVP_PKEY*>(key_)), input));
}

}  // namespace fairdraw::testing
