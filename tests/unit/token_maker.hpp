// Keys and JSON Web Tokens made by hand, good ones and such as an attacker would try: from RFC 7515, 7517 and
// 7518 on OpenSSL alone, so that the program's own signing is not what judges its checking. Any thread.
#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace fairdraw::testing {

using Pkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Pkey new_rsa_key(std::size_t bits);
Pkey new_ec_key(const char* curve);

// One of a key's numbers, by OpenSSL's name for it, big-endian.
std::string number(const Pkey& key, const char* parameter);

// The public half as a JWK.
nlohmann::json rsa_jwk(const Pkey& key, const std::string& id);
nlohmann::json ec_jwk(const Pkey& key, const std::string& id, const std::string& curve = "P-256",
                      std::size_t size = 32);

std::string base64url(std::string_view bytes);
std::string signing_input(const nlohmann::json& header, std::string_view claims);

// Whole tokens. `claims` need not be JSON.
std::string hs256(std::string_view claims, std::string_view key, const nlohmann::json& header);
std::string rs256(const Pkey& key, const nlohmann::json& header, std::string_view claims);
std::string es256(const Pkey& key, const nlohmann::json& header, std::string_view claims);

// A file that is gone with its owner. One thread makes them.
class TestFile {
  public:
    explicit TestFile(std::string_view content);
    ~TestFile() { std::filesystem::remove(path_); }
    TestFile(const TestFile&) = delete;
    TestFile& operator=(const TestFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace fairdraw::testing
