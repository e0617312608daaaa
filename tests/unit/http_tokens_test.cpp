// Whose tokens are believed, and which are not.
#include <doctest/doctest.h>
#include <openssl/core_names.h>
#include <openssl/x509.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "http/token_memory.hpp"
#include "http/tokens.hpp"
#include "unit/token_maker.hpp"

using namespace fairdraw::http;
using namespace fairdraw::testing;
using nlohmann::json;

namespace {

constexpr std::int64_t now_s = 1'800'000'000;
const std::string secret = "0123456789abcdef0123456789abcdef";

std::string signed_hs256(std::string_view claims, std::string_view key = secret,
                         const json& header = {{"alg", "HS256"}}) {
    return hs256(claims, key, header);
}

TokenVerifier verifier_of_secret(TokenOptions options = {}) {
    return TokenVerifier::from_secret_file(TestFile(secret + "\n").path(), std::move(options));
}

TokenVerifier verifier_of_keys(const std::vector<json>& keys) {
    return TokenVerifier::from_jwks_file(TestFile(json{{"keys", keys}}.dump()).path());
}

json good_claims() {
    return {{"sub", "alice"}, {"exp", now_s + 60}};
}

std::string claims_with(const json& altered) {
    json claims = good_claims();
    claims.update(altered);
    return claims.dump();
}

// The user's id, or "refused".
std::string judged(const TokenVerifier& verifier, std::string_view token, std::int64_t at_s = now_s) {
    auto caller = verifier.verify(token, at_s);
    if (!caller) CHECK_FALSE(caller.error().empty());
    return caller ? (*caller)->user_id : "refused";
}

}  // namespace

TEST_CASE("tokens: one signed with the shared secret says who the caller is and what he may") {
    auto verifier = verifier_of_secret();
    auto caller = verifier.verify(signed_hs256(claims_with({{"scope", " operator  orders"}})), now_s);
    REQUIRE(caller);
    CHECK((*caller)->user_id == "alice");
    CHECK((*caller)->scopes == std::vector<std::string>{"operator", "orders"});
    CHECK(judged(verifier, signed_hs256(good_claims().dump())) == "alice");
}

TEST_CASE("tokens: what is not a token signed with the secret is refused") {
    auto verifier = verifier_of_secret();
    const auto claims = good_claims().dump();
    const auto good = signed_hs256(claims);
    const auto input = signing_input({{"alg", "HS256"}}, claims);

    CHECK(judged(verifier, signed_hs256(claims, "fedcba9876543210fedcba9876543210")) == "refused");
    CHECK(judged(verifier, signed_hs256(claims, secret + "\n")) == "refused");
    CHECK(judged(verifier, signing_input({{"alg", "none"}}, claims) + ".") == "refused");
    CHECK(judged(verifier, signing_input({{"alg", "none"}}, claims) + good.substr(good.rfind('.'))) ==
          "refused");
    for (const json& header :
         {json{{"alg", "HS384"}}, json{{"alg", "hs256"}}, json{{"alg", "RS256"}}, json{{"alg", nullptr}},
          json{{"typ", "JWT"}}, json::array(), json("HS256"), json{{"alg", "HS256"}, {"crit", {"exp"}}},
          json{{"alg", "HS256"}, {"crit", {"b64"}}}}) {
        INFO(header.dump());
        CHECK(judged(verifier, signed_hs256(claims, secret, header)) == "refused");
    }
    const std::string other_claims = claims_with({{"sub", "bob"}});
    CHECK(judged(verifier, signing_input({{"alg", "HS256"}}, other_claims) + good.substr(good.rfind('.'))) ==
          "refused");
    for (const std::string& token :
         {std::string(), std::string("."), std::string(".."), std::string("a.b"), std::string("a.b.c"), input,
          input + ".", good + ".", good + "A", good.substr(0, good.size() - 1), "." + good, good + ".x",
          good + "=", " " + good, good + "\n", std::string(9000, 'a'), std::string(3, '\0')}) {
        INFO(token);
        CHECK(judged(verifier, token) == "refused");
    }
    const auto long_token = signed_hs256(claims_with({{"x", std::string(7000, 'x')}}));
    CHECK(judged(verifier, long_token) == "refused");
}

TEST_CASE("tokens: are good from nbf to exp, give or take the leeway, and say when that is") {
    auto verifier = verifier_of_secret({.leeway_s = 5});
    const auto token = signed_hs256(json{{"sub", "alice"}, {"nbf", now_s}, {"exp", now_s + 60}}.dump());
    CHECK(judged(verifier, token, now_s - 6) == "refused");
    CHECK(judged(verifier, token, now_s - 5) == "alice");
    CHECK(judged(verifier, token, now_s + 64) == "alice");
    CHECK(judged(verifier, token, now_s + 65) == "refused");  // although it is remembered

    CHECK(judged(verifier, signed_hs256(R"({"sub": "alice"})")) == "refused");
    CHECK(judged(verifier, signed_hs256(R"({"sub": "alice", "exp": 1800000060.5})")) == "alice");
    CHECK(judged(verifier, signed_hs256(R"({"sub": "alice", "exp": 1e300})")) == "alice");
    for (const json& exp :
         {json("1900000000"), json(nullptr), json(true), json::array({now_s + 60}), json(-1), json(0)}) {
        INFO(exp.dump());
        CHECK(judged(verifier, signed_hs256(claims_with({{"exp", exp}}))) == "refused");
    }
    CHECK(judged(verifier, signed_hs256(claims_with({{"nbf", "soon"}}))) == "refused");
}

TEST_CASE("tokens: the subject is 1 to 255 bytes of UTF-8 without control characters") {
    auto verifier = verifier_of_secret();
    for (const std::string& subject :
         {std::string(R"(O'Brien "the \ user";--)"), std::string("王小明"), std::string(255, 'u'),
          std::string("王") + std::string(252, 'w'), std::string(" "), std::string("..")}) {
        CHECK(judged(verifier, signed_hs256(claims_with({{"sub", subject}}))) == subject);
    }
    for (const json& subject : {json(""), json(std::string(256, 'u')), json("王" + std::string(253, 'w')),
                                json(std::string("a\0b", 3)), json("a\nb"), json("a\x7f"), json("a\u0085b"),
                                json(7), json(nullptr), json::array({"alice"})}) {
        INFO(subject.dump());
        CHECK(judged(verifier, signed_hs256(claims_with({{"sub", subject}}))) == "refused");
    }
    CHECK(judged(verifier, signed_hs256(json{{"exp", now_s + 60}}.dump())) == "refused");
    for (const char* claims :
         {"{\"sub\": \"a\xff\", \"exp\": 1800000060}", R"({"sub": "\ud800", "exp": 1800000060})", "[]",
          "\"alice\"", "", "{", "null"}) {
        INFO(claims);
        CHECK(judged(verifier, signed_hs256(claims)) == "refused");
    }
    CHECK(judged(verifier, signed_hs256(claims_with({{"scope", json::array({"operator"})}}))) == "refused");
}

TEST_CASE("tokens: are for this issuer and this audience where those are set") {
    auto verifier = verifier_of_secret({.issuer = "https://id.example", .audience = "fairdraw"});
    auto with = [&](const json& issuer, const json& audience) {
        return judged(verifier, signed_hs256(claims_with({{"iss", issuer}, {"aud", audience}})));
    };
    CHECK(with("https://id.example", "fairdraw") == "alice");
    CHECK(with("https://id.example", {"other", "fairdraw"}) == "alice");
    CHECK(with("https://id.example/", "fairdraw") == "refused");
    CHECK(with(nullptr, "fairdraw") == "refused");
    CHECK(with("https://id.example", "other") == "refused");
    CHECK(with("https://id.example", json::array()) == "refused");
    CHECK(with("https://id.example", 7) == "refused");
    CHECK(judged(verifier, signed_hs256(good_claims().dump())) == "refused");
}

TEST_CASE("tokens: of a key set are checked with the key they name, and each key only in its own way") {
    auto rsa = new_rsa_key(2048);
    auto ec = new_ec_key("P-256");
    auto other_ec = new_ec_key("P-256");
    auto verifier = verifier_of_keys({rsa_jwk(rsa, "r"), ec_jwk(ec, "e"), ec_jwk(other_ec, "o")});
    const auto claims = good_claims().dump();

    CHECK(judged(verifier, rs256(rsa, {{"alg", "RS256"}, {"kid", "r"}}, claims)) == "alice");
    CHECK(judged(verifier, rs256(rsa, {{"alg", "RS256"}}, claims)) == "alice");  // the only key for it
    CHECK(judged(verifier, es256(ec, {{"alg", "ES256"}, {"kid", "e"}}, claims)) == "alice");
    CHECK(judged(verifier, es256(other_ec, {{"alg", "ES256"}, {"kid", "o"}}, claims)) == "alice");

    CHECK(judged(verifier, es256(ec, {{"alg", "ES256"}}, claims)) == "refused");  // which of two?
    CHECK(judged(verifier, es256(ec, {{"alg", "ES256"}, {"kid", "o"}}, claims)) == "refused");
    CHECK(judged(verifier, es256(ec, {{"alg", "ES256"}, {"kid", "r"}}, claims)) == "refused");
    CHECK(judged(verifier, es256(ec, {{"alg", "ES256"}, {"kid", "x"}}, claims)) == "refused");
    CHECK(judged(verifier, es256(ec, {{"alg", "RS256"}, {"kid", "e"}}, claims)) == "refused");
    CHECK(judged(verifier, rs256(rsa, {{"alg", "PS256"}, {"kid", "r"}}, claims)) == "refused");
    CHECK(judged(verifier, rs256(rsa, {{"alg", "RS512"}, {"kid", "r"}}, claims)) == "refused");
    CHECK(judged(verifier, signing_input({{"alg", "none"}, {"kid", "r"}}, claims) + ".AA") == "refused");

    // The classic: the public key, which anybody has, taken for the secret of an HMAC.
    unsigned char* der = nullptr;
    int length = i2d_PUBKEY(rsa.get(), &der);
    const std::string public_key(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    for (const auto& key : {public_key, rsa_jwk(rsa, "r").dump(), number(rsa, OSSL_PKEY_PARAM_RSA_N)}) {
        CHECK(judged(verifier, signed_hs256(claims, key, {{"alg", "HS256"}, {"kid", "r"}})) == "refused");
    }
    // And the other way round.
    CHECK(judged(verifier_of_secret(), rs256(rsa, {{"alg", "RS256"}}, claims)) == "refused");

    auto bad_signature = es256(ec, {{"alg", "ES256"}, {"kid", "e"}}, claims);
    for (const std::string& signature : {std::string(64, '\0'), std::string(63, '\1'), std::string(65, '\1'),
                                         std::string(2, '\1'), std::string(256, '\1')}) {
        auto token = bad_signature.substr(0, bad_signature.rfind('.') + 1) + base64url(signature);
        CHECK(judged(verifier, token) == "refused");
    }
}

TEST_CASE("key files: what cannot be used is said at once, by name") {
    auto trouble = [](auto load, std::string_view content) -> std::string {
        TestFile file(content);
        try {
            load(file.path());
        } catch (const std::runtime_error& error) {
            CHECK(std::string(error.what()).starts_with(file.path().string()));
            return std::string(error.what()).substr(file.path().string().size());
        }
        return "";
    };
    auto load_secret = [](const std::filesystem::path& file) { TokenVerifier::from_secret_file(file); };
    auto load_keys = [](const std::filesystem::path& file) { TokenVerifier::from_jwks_file(file); };

    CHECK(trouble(load_secret, secret) == "");
    CHECK(trouble(load_secret, secret + "\n") == "");
    CHECK(trouble(load_secret, secret.substr(1) + "\n") == ": holds a secret of 31 bytes, fewer than 32");
    CHECK(trouble(load_secret, "") != "");
    CHECK_THROWS_AS(load_secret("/nowhere/secret"), std::runtime_error);
    CHECK_THROWS_AS(load_secret("/"), std::runtime_error);

    auto ec = new_ec_key("P-256");
    auto p384 = new_ec_key("P-384");
    auto weak = new_rsa_key(1024);
    auto encryption = ec_jwk(ec, "a");
    encryption["use"] = "enc";
    auto off_the_curve = ec_jwk(ec, "a");
    off_the_curve["y"] = off_the_curve["x"];
    auto set = [](std::vector<json> keys) { return json{{"keys", keys}}.dump(); };
    CHECK(trouble(load_keys, set({ec_jwk(ec, "a"), ec_jwk(p384, "b", "P-384", 48), encryption})) == "");
    CHECK(trouble(load_keys, set({})) == ": holds no RS256 or ES256 key");
    CHECK(trouble(load_keys, set({ec_jwk(p384, "b", "P-384", 48)})) == ": holds no RS256 or ES256 key");
    CHECK(trouble(load_keys, set({{{"kty", "oct"}, {"k", base64url(secret)}}})) ==
          ": holds no RS256 or ES256 key");
    CHECK(trouble(load_keys, set({encryption})) == ": holds no RS256 or ES256 key");
    CHECK(trouble(load_keys, set({ec_jwk(ec, "a"), ec_jwk(ec, "a")})) ==
          ": holds two keys with the kid \"a\"");
    CHECK(trouble(load_keys, set({off_the_curve})) == ": the EC key \"a\" is malformed");
    CHECK(trouble(load_keys, set({rsa_jwk(weak, "w")})) ==
          ": the RSA key \"w\" has 1024 bits, fewer than 2048");
    for (const char* content : {"", "[]", "{}", "{\"keys\": {}}", "{\"keys\": [7]}", "{", "\xff"}) {
        INFO(content);
        CHECK(trouble(load_keys, content) != "");
    }
}

TEST_CASE("tokens: those we sign are good, and only for whom they could be") {
    auto verifier = verifier_of_secret({.issuer = "i", .audience = "a"});
    TokenClaims claims{.subject = "王小明",
                       .scope = "operator orders",
                       .issuer = "i",
                       .audience = "a",
                       .issued_at_unix_s = now_s,
                       .ttl_s = 60};
    auto token = sign_token(claims, secret);
    auto caller = verifier.verify(token, now_s);
    REQUIRE(caller);
    CHECK((*caller)->user_id == "王小明");
    CHECK((*caller)->has_scope("operator"));
    CHECK(judged(verifier, token, now_s + 100) == "refused");
    CHECK(read_secret_file(TestFile(secret + "\n\n").path()) == secret + "\n");

    for (const std::string& subject :
         {std::string(), std::string(256, 'u'), std::string("a\nb"), std::string("\xff")}) {
        claims.subject = subject;
        CHECK_THROWS_AS(sign_token(claims, secret), std::invalid_argument);
    }
}

TEST_CASE("tokens: remembered ones make room for others and are forgotten when they expire") {
    TokenMemory memory(64 * 2 * 4);  // so few that a shard holds four young ones
    auto alice = std::make_shared<const Caller>(Caller{"alice", {}});
    memory.remember("token", alice, now_s + 60);
    CHECK(memory.find("token", now_s + 59) == alice);
    CHECK(memory.find("token", now_s + 60) == nullptr);
    CHECK(memory.find("toke", now_s) == nullptr);

    for (int i = 0; i < 20'000; ++i) {
        memory.remember(std::to_string(i), alice, now_s + 60);
        CHECK(memory.find("token", now_s) == alice);  // being asked for keeps it
    }
    CHECK(memory.size() <= 64 * 2 * 4);
    CHECK(memory.find("0", now_s) == nullptr);
    CHECK(memory.find("19999", now_s) == alice);
}
