#include <fairdraw/identifiers.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "http/token_keys.hpp"
#include "http/tokens.hpp"

namespace fairdraw::http {
namespace {

std::string claims_text(const TokenClaims& claims) {
    nlohmann::ordered_json json{
        {"sub", claims.subject},
        {"iat", claims.issued_at_unix_s},
        {"exp", claims.issued_at_unix_s + claims.ttl_s},
    };
    if (!claims.scope.empty()) json["scope"] = claims.scope;
    if (!claims.segments.empty()) json["segment"] = claims.segments;
    if (claims.issuer) json["iss"] = *claims.issuer;
    if (claims.audience) json["aud"] = *claims.audience;
    return json.dump();
}

}  // namespace

std::string sign_token(const TokenClaims& claims, std::string_view secret) {
    if (!valid_user_id(claims.subject)) {
        throw std::invalid_argument("a subject is 1 to 255 bytes of UTF-8 without control characters");
    }
    auto key = hs256_key(secret);
    std::string payload = claims_text(claims);
    JwsHeader header(cjose_header_new(nullptr));
    const char* token = nullptr;
    bool made = header && cjose_header_set(header.get(), CJOSE_HDR_ALG, key.algorithm.c_str(), nullptr) &&
                cjose_header_set(header.get(), "typ", "JWT", nullptr);
    Jws jws(made ? cjose_jws_sign(key.key.get(), header.get(),
                                  reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size(),
                                  nullptr)
                 : nullptr);
    if (!jws || !cjose_jws_export(jws.get(), &token, nullptr))
        throw std::runtime_error("cannot sign the token");
    return token;
}

}  // namespace fairdraw::http
