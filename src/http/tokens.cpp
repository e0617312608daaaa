#include "http/tokens.hpp"

#include <algorithm>
#include <cstring>
#include <fairdraw/identifiers.hpp>
#include <fairdraw/sha256.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "http/token_keys.hpp"
#include "http/token_memory.hpp"

namespace fairdraw::http {
namespace {

using nlohmann::json;
template <class T>
using Judged = tl::expected<T, std::string>;

constexpr std::size_t max_token_bytes = 8 * 1024;

tl::unexpected<std::string> refused(std::string reason) {
    return tl::unexpected(std::move(reason));
}

struct Segments {
    std::string_view header, payload, signature;
};

bool is_base64url(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
               c == '_';
    });
}

// cjose finds dots and decodes leniently; whatever is not exactly header.payload.signature never gets that
// far.
Judged<Segments> split(std::string_view token) {
    if (token.size() > max_token_bytes) return refused("The token is too long.");
    auto first = token.find('.');
    auto last = token.rfind('.');
    if (first == token.npos || first == last) return refused("The token is not a JSON Web Token.");
    Segments segments{token.substr(0, first), token.substr(first + 1, last - first - 1),
                      token.substr(last + 1)};
    for (auto segment : {segments.header, segments.payload, segments.signature}) {
        if (segment.empty() || !is_base64url(segment)) return refused("The token is not a JSON Web Token.");
    }
    return segments;
}

json decode_json(std::string_view segment) {
    std::uint8_t* bytes = nullptr;
    std::size_t size = 0;
    if (!cjose_base64url_decode(segment.data(), segment.size(), &bytes, &size, nullptr)) return {};
    json value = json::parse(bytes, bytes + size, nullptr, false);
    cjose_get_dealloc()(bytes);
    return value;
}

std::string text_member(const json& object, const char* name) {
    auto member = object.find(name);
    return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

// NumericDate may have a fraction.
std::optional<double> number_member(const json& object, const char* name) {
    auto member = object.find(name);
    if (member == object.end() || !member->is_number()) return std::nullopt;
    return member->get<double>();
}

bool names_audience(const json& claims, const std::string& audience) {
    auto member = claims.find("aud");
    if (member == claims.end()) return false;
    if (member->is_array()) return std::ranges::find(*member, json(audience)) != member->end();
    return *member == json(audience);
}

// A text or a list of texts.
Judged<std::vector<std::string>> segments_of(const json& claims) {
    const auto member = claims.find("segment");
    if (member == claims.end()) return {};
    if (member->is_string()) return std::vector{member->get<std::string>()};
    const bool is_list = member->is_array() && std::ranges::all_of(*member, [](const json& segment) {
                             return segment.is_string();
                         });
    if (!is_list) return refused("The token's segment is not a text or a list of texts.");
    return member->get<std::vector<std::string>>();
}

// What could not even be asked for in the database.
bool holds_null(const std::vector<std::string>& texts) {
    return std::ranges::any_of(texts, [](const std::string& text) { return text.find('\0') != text.npos; });
}

struct Claims {
    Caller caller;
    std::int64_t expires_unix_s;
};

Judged<std::int64_t> judge_times(const json& claims, const TokenOptions& options, std::int64_t now_unix_s) {
    constexpr double end_of_time_s = 1e15;
    auto now_s = static_cast<double>(now_unix_s);
    auto leeway_s = static_cast<double>(options.leeway_s);
    auto expires_s = number_member(claims, "exp");
    if (!expires_s) return refused("The token does not say when it expires.");
    if (now_s >= *expires_s + leeway_s) return refused("The token has expired.");
    if (claims.contains("nbf")) {
        auto not_before_s = number_member(claims, "nbf");
        if (!not_before_s || now_s < *not_before_s - leeway_s) return refused("The token is not valid yet.");
    }
    return static_cast<std::int64_t>(std::min(*expires_s + leeway_s, end_of_time_s));
}

Judged<Claims> judge_claims(const json& claims, const TokenOptions& options, std::int64_t now_unix_s) {
    if (!claims.is_object()) return refused("The token's claims are not a JSON object.");
    auto expires_unix_s = judge_times(claims, options, now_unix_s);
    if (!expires_unix_s) return refused(std::move(expires_unix_s.error()));
    if (options.issuer && text_member(claims, "iss") != *options.issuer) {
        return refused("The token is from another issuer.");
    }
    if (options.audience && !names_audience(claims, *options.audience)) {
        return refused("The token is for another audience.");
    }
    Claims judged{{.user_id = text_member(claims, "sub")}, *expires_unix_s};
    if (!valid_user_id(judged.caller.user_id)) {
        return refused("The token's subject is not 1 to 255 bytes of UTF-8 without control characters.");
    }
    const Hash digest = sha256(judged.caller.user_id);
    std::memcpy(&judged.caller.user_key, digest.data(), sizeof judged.caller.user_key);
    if (claims.contains("scope") && !claims["scope"].is_string())
        return refused("The token's scope is not a text.");
    std::istringstream scopes(text_member(claims, "scope"));
    for (std::string scope; scopes >> scope;) judged.caller.scopes.push_back(scope);
    auto segments = segments_of(claims);
    if (!segments) return refused(std::move(segments.error()));
    if (holds_null(*segments)) return refused("The token's segment holds U+0000.");
    judged.caller.segments = *std::move(segments);
    return judged;
}

}  // namespace

struct TokenVerifier::State {
    State(std::vector<PinnedKey> the_keys, TokenOptions the_options)
        : keys(std::move(the_keys)), options(std::move(the_options)), memory(options.max_remembered) {}

    Judged<const PinnedKey*> find_key(const json& header) const;
    Judged<json> verified_claims(std::string_view token) const;

    std::vector<PinnedKey> keys;
    TokenOptions options;
    TokenMemory memory;
};

// The token may name a key; how that key is used is not for the token to say.
Judged<const PinnedKey*> TokenVerifier::State::find_key(const json& header) const {
    if (!header.is_object()) return refused("The token's header is not a JSON object.");
    if (header.contains("crit")) return refused("The token demands an extension that is not known here.");
    auto algorithm = text_member(header, "alg");
    auto id = text_member(header, "kid");
    const PinnedKey* found = nullptr;
    for (const PinnedKey& key : keys) {
        if (key.algorithm != algorithm || (!id.empty() && !key.id.empty() && key.id != id)) continue;
        if (found) return refused("The token does not say which key it is signed with.");
        found = &key;
    }
    if (!found) return refused("The token is signed with a key or an algorithm that is not accepted here.");
    return found;
}

Judged<json> TokenVerifier::State::verified_claims(std::string_view token) const {
    auto segments = split(token);
    if (!segments) return refused(std::move(segments.error()));
    auto key = find_key(decode_json(segments->header));
    if (!key) return refused(std::move(key.error()));
    const PinnedKey& pinned = **key;
    Jws jws(cjose_jws_import(token.data(), token.size(), nullptr));
    const char* algorithm =
        jws ? cjose_header_get(cjose_jws_get_protected(jws.get()), CJOSE_HDR_ALG, nullptr) : nullptr;
    bool is_as_pinned = algorithm && algorithm == pinned.algorithm &&
                        segments->signature.size() == (pinned.signature_bytes * 4 + 2) / 3;
    if (!is_as_pinned || !cjose_jws_verify(jws.get(), pinned.key.get(), nullptr)) {
        return refused("The token's signature is not valid.");
    }
    return decode_json(segments->payload);
}

TokenVerifier TokenVerifier::from_secret_file(const std::filesystem::path& file, TokenOptions options) {
    std::vector<PinnedKey> keys;
    keys.push_back(load_secret_key(file));
    return TokenVerifier(std::make_unique<State>(std::move(keys), std::move(options)));
}

TokenVerifier TokenVerifier::from_jwks_file(const std::filesystem::path& file, TokenOptions options) {
    return TokenVerifier(std::make_unique<State>(load_key_set(file), std::move(options)));
}

TokenVerifier::TokenVerifier(std::unique_ptr<State> state) : state_(std::move(state)) {}
TokenVerifier::TokenVerifier(TokenVerifier&&) noexcept = default;
TokenVerifier& TokenVerifier::operator=(TokenVerifier&&) noexcept = default;
TokenVerifier::~TokenVerifier() = default;

std::shared_ptr<const Caller> TokenVerifier::remembered(std::string_view token,
                                                        std::int64_t now_unix_s) const {
    return token.size() > max_token_bytes ? nullptr : state_->memory.find(token, now_unix_s);
}

tl::expected<std::shared_ptr<const Caller>, std::string> TokenVerifier::verify(
    std::string_view token, std::int64_t now_unix_s) const {
    if (auto known = remembered(token, now_unix_s)) return known;
    auto claims = state_->verified_claims(token);
    if (!claims) return refused(std::move(claims.error()));
    auto judged = judge_claims(*claims, state_->options, now_unix_s);
    if (!judged) return refused(std::move(judged.error()));
    auto caller = std::make_shared<const Caller>(std::move(judged->caller));
    state_->memory.remember(token, caller, judged->expires_unix_s);
    return caller;
}

}  // namespace fairdraw::http
