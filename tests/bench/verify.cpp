// bench_verify: what checking a request's token costs, the first time and when it is remembered, for each
// algorithm that the server takes. One thread; prints microseconds a token as JSON.
#include <cjose/cjose.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "http/tokens.hpp"

namespace {

using fairdraw::http::TokenVerifier;
using Json = nlohmann::json;

constexpr int token_count = 3000;  // RSA signs some 1,500 a second; all of them are remembered

struct Release {
    void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
    void operator()(cjose_header_t* header) const { cjose_header_release(header); }
    void operator()(char* text) const { cjose_get_dealloc()(text); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

template <class T>
Owned<T> made(T* object) {
    if (!object) throw std::runtime_error("cjose could not make a key or token");
    return Owned<T>{object};
}

std::string signed_token(const cjose_jwk_t& key, const char* algorithm, int user) {
    const auto now = std::time(nullptr);
    const auto claims = Json{{"sub", fmt::format("user-{}", user)}, {"iat", now}, {"exp", now + 3600}}.dump();
    const auto header = made(cjose_header_new(nullptr));
    cjose_header_set(header.get(), CJOSE_HDR_ALG, algorithm, nullptr);
    const auto jws = made(cjose_jws_sign(&key, header.get(), reinterpret_cast<const uint8_t*>(claims.data()),
                                         claims.size(), nullptr));
    const char* compact = nullptr;  // the JWS's own
    if (!cjose_jws_export(jws.get(), &compact, nullptr)) throw std::runtime_error("cjose could not sign");
    return compact;
}

class TemporaryFile {
  public:
    explicit TemporaryFile(std::string_view content)
        : path_(std::filesystem::temp_directory_path() / fmt::format("bench_verify.{}", getpid())) {
        std::ofstream(path_) << content;
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

TokenVerifier verifier_with_public_half(const cjose_jwk_t& key) {
    const auto jwk = made(cjose_jwk_to_json(&key, false, nullptr));
    const TemporaryFile key_set(fmt::format(R"({{"keys":[{}]}})", jwk.get()));
    return TokenVerifier::from_jwks_file(key_set.path());
}

double us_a_token(const TokenVerifier& verifier, const std::vector<std::string>& tokens) {
    const auto now = std::time(nullptr);
    const auto start = std::chrono::steady_clock::now();
    for (const auto& token : tokens)
        if (!verifier.verify(token, now)) throw std::runtime_error("a good token was refused");
    const std::chrono::duration<double, std::micro> lasted = std::chrono::steady_clock::now() - start;
    return lasted.count() / static_cast<double>(tokens.size());
}

void add(Json& report, const char* algorithm, const cjose_jwk_t& key, const TokenVerifier& verifier) {
    std::vector<std::string> tokens;
    for (int user = 1; user <= token_count; ++user) tokens.push_back(signed_token(key, algorithm, user));
    const double first = us_a_token(verifier, tokens);
    const double repeated = us_a_token(verifier, tokens);
    report[algorithm] = {{"first", first}, {"repeated", repeated}};
}

void measure() {
    Json report;
    const std::string secret(32, 's');
    const auto shared = made(
        cjose_jwk_create_oct_spec(reinterpret_cast<const uint8_t*>(secret.data()), secret.size(), nullptr));
    const TemporaryFile secret_file(secret);
    add(report, CJOSE_HDR_ALG_HS256, *shared, TokenVerifier::from_secret_file(secret_file.path()));

    const uint8_t exponent[] = {1, 0, 1};
    const auto rsa = made(cjose_jwk_create_RSA_random(2048, exponent, sizeof exponent, nullptr));
    add(report, CJOSE_HDR_ALG_RS256, *rsa, verifier_with_public_half(*rsa));

    const auto curve = made(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, nullptr));
    add(report, CJOSE_HDR_ALG_ES256, *curve, verifier_with_public_half(*curve));
    fmt::print("{}\n", report.dump());
}

}  // namespace

int main() {
    try {
        measure();
    } catch (const std::exception& failure) {
        fmt::print(stderr, "bench_verify: {}\n", failure.what());
        return 1;
    }
}
