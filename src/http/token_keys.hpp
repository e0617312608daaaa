// The keys that tokens are checked with, each pinned to one algorithm, and RAII around cjose. Included in
// .cpp files only.
#pragma once

#include <cjose/cjose.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fairdraw::http {

struct CjoseRelease {
    void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
    void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};
using Jwk = std::unique_ptr<cjose_jwk_t, CjoseRelease>;
using Jws = std::unique_ptr<cjose_jws_t, CjoseRelease>;
using JwsHeader = std::unique_ptr<cjose_header_t, CjoseRelease>;

struct PinnedKey {
    std::string id;         // the JWK's `kid`; may be empty
    std::string algorithm;  // the only one this key is used with
    std::size_t signature_bytes;
    Jwk key;
};

// All three throw std::runtime_error.
PinnedKey hs256_key(std::string_view secret);
PinnedKey load_secret_key(const std::filesystem::path& file);
// Keys for other uses, algorithms and curves are left out; of private keys only the public half is taken.
std::vector<PinnedKey> load_key_set(const std::filesystem::path& file);

}  // namespace fairdraw::http
