// Who the caller is: JSON Web Tokens (RFC 7519) as JWS compact serialisations (RFC 7515), checked by cjose.
//
// One algorithm is pinned to each key, so a token cannot choose how it is checked: HS256 for a secret file,
// RS256 or ES256 (RFC 7518) by the kind of each key of a key set file (RFC 7517). Any number of threads may
// verify at once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "http/message.hpp"

namespace fairdraw::http {

struct TokenOptions {
    std::optional<std::string> issuer;    // when set, `iss` must be it
    std::optional<std::string> audience;  // when set, `aud` must be or hold it
    std::int64_t leeway_s = 5;            // how far clocks may differ, for `exp` and `nbf`
    // Verified tokens kept until they expire, so that a second look is cheap; about 200 bytes each.
    std::size_t max_remembered = 500'000;
};

class TokenVerifier {
  public:
    // The secret is the file's bytes without one trailing line end, at least 32 of them. The key set is a JWK
    // Set with RSA keys (2048 bits or more) and P-256 keys. Both throw std::runtime_error naming the file and
    // what is wrong.
    static TokenVerifier from_secret_file(const std::filesystem::path& file, TokenOptions options = {});
    static TokenVerifier from_jwks_file(const std::filesystem::path& file, TokenOptions options = {});

    TokenVerifier(TokenVerifier&&) noexcept;
    TokenVerifier& operator=(TokenVerifier&&) noexcept;
    ~TokenVerifier();

    // `now_unix_s` is wall-clock time. Otherwise the reason, in words that may be shown to the caller. `exp`
    // and `sub` are required; `sub` is 1 to 255 bytes of UTF-8 without control characters. `scope` is
    // a text, `segment` a text or a list of texts. A token has at most 8 KiB.
    tl::expected<std::shared_ptr<const Caller>, std::string> verify(std::string_view token,
                                                                    std::int64_t now_unix_s) const;

    // The caller of a token that verify() has found good and still remembers; otherwise null. Cheap.
    std::shared_ptr<const Caller> remembered(std::string_view token, std::int64_t now_unix_s) const;

  private:
    struct State;
    explicit TokenVerifier(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

struct TokenClaims {
    std::string subject;
    std::string scope;  // space-separated; empty: no such claim
    std::vector<std::string> segments = {};
    std::optional<std::string> issuer;
    std::optional<std::string> audience;
    std::int64_t issued_at_unix_s = 0;
    std::int64_t ttl_s = 3600;
};

// Reads the secret as from_secret_file does.
std::string read_secret_file(const std::filesystem::path& file);

// A compact HS256 token. Throws std::invalid_argument for a subject that verify() would refuse.
std::string sign_token(const TokenClaims& claims, std::string_view secret);

}  // namespace fairdraw::http
