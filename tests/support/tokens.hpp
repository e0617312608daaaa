// JSON Web Tokens made by hand, good ones and such as an attacker would try. Written from RFC 7515 on OpenSSL
// alone, so that the program's own signing is not what judges its checking. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fairdraw::testing {

struct TokenContent {
    std::optional<std::string> subject;
    std::string scope;
    long expires_in_s = 3600;
};

// HS256 under `secret`.
std::string sign_token(const TokenContent& content, std::string_view secret);
// `"alg": "none"` and no signature.
std::string unsigned_token(const TokenContent& content);
// The claims as JSON text, under HS256.
std::string sign_claims(std::string_view claims, std::string_view secret);

std::string base64url(std::string_view bytes);

// An RSA key pair of a test's own, and what it signs (RS256).
class RsaSigner {
  public:
    RsaSigner();
    ~RsaSigner();
    RsaSigner(const RsaSigner&) = delete;
    RsaSigner& operator=(const RsaSigner&) = delete;

    // A JWK set that holds the public key (RFC 7517), with its key id.
    std::string jwks() const;
    std::string sign_token(const TokenContent& content) const;
    // An HS256 token keyed by the public key's text: the classic confusion of algorithms.
    std::string confused_token(const TokenContent& content) const;

  private:
    void* key_;
};

}  // namespace fairdraw::testing
