#include "unit/token_maker.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

namespace fairdraw::testing {
namespace {

using nlohmann::json;

std::string hmac(std::string_view key, std::string_view data) {
    std::array<unsigned char, 32> tag{};
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(data.data()), data.size(), tag.data(), nullptr);
    return {reinterpret_cast<const char*>(tag.data()), tag.size()};
}

std::string padded(std::string bytes, std::size_t size) {
    return std::string(size - bytes.size(), '\0') + bytes;
}

std::string evp_signature(const Pkey& key, std::string_view input) {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::string signature(1024, '\0');
    std::size_t size = signature.size();
    REQUIRE(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1);
    REQUIRE(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           reinterpret_cast<const unsigned char*>(input.data()), input.size()) == 1);
    signature.resize(size);
    return signature;
}

}  // namespace

std::string base64url(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    auto length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text.substr(0, text.find('='));
}

std::string signing_input(const json& header, std::string_view claims) {
    return base64url(header.dump()) + "." + base64url(claims);
}

std::string hs256(std::string_view claims, std::string_view key, const json& header) {
    auto input = signing_input(header, claims);
    return input + "." + base64url(hmac(key, input));
}

Pkey new_rsa_key(std::size_t bits) {
    return {EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits), &EVP_PKEY_free};
}

Pkey new_ec_key(const char* curve) {
    return {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve), &EVP_PKEY_free};
}

std::string number(const Pkey& key, const char* parameter) {
    BIGNUM* value = nullptr;
    REQUIRE(EVP_PKEY_get_bn_param(key.get(), parameter, &value) == 1);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
    BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(value);
    return bytes;
}

nlohmann::json rsa_jwk(const Pkey& key, const std::string& id) {
    return {{"kty", "RSA"},
            {"kid", id},
            {"n", base64url(number(key, OSSL_PKEY_PARAM_RSA_N))},
            {"e", base64url(number(key, OSSL_PKEY_PARAM_RSA_E))}};
}

nlohmann::json ec_jwk(const Pkey& key, const std::string& id, const std::string& curve, std::size_t size) {
    return {{"kty", "EC"},
            {"kid", id},
            {"crv", curve},
            {"x", base64url(padded(number(key, OSSL_PKEY_PARAM_EC_PUB_X), size))},
            {"y", base64url(padded(number(key, OSSL_PKEY_PARAM_EC_PUB_Y), size))}};
}

std::string rs256(const Pkey& key, const json& header, std::string_view claims) {
    auto input = signing_input(header, claims);
    return input + "." + base64url(evp_signature(key, input));
}

// RFC 7518, section 3.4: r and s, 32 bytes each, where OpenSSL gives DER.
std::string es256(const Pkey& key, const json& header, std::string_view claims) {
    auto input = signing_input(header, claims);
    auto der = evp_signature(key, input);
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parsed(
        d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())), &ECDSA_SIG_free);
    std::string raw(64, '\0');
    auto* out = reinterpret_cast<unsigned char*>(raw.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), out, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), out + 32, 32);
    return input + "." + base64url(raw);
}

TestFile::TestFile(std::string_view content) {
    static int made = 0;
    path_ = std::filesystem::temp_directory_path() / fmt::format("fairdraw-unit-{}-{}", ::getpid(), made++);
    std::ofstream(path_, std::ios::binary) << content;
}

}  // namespace fairdraw::testing
