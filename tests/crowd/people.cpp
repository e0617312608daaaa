#include "people.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace crowd {
namespace {

std::string base64url(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<size_t>(length));
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    while (text.ends_with('=')) text.pop_back();
    return text;
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(), &length);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

}  // namespace

People::People(size_t count, std::string prefix, std::string secret, int64_t ttl_s)
    : count_(count),
      prefix_(std::move(prefix)),
      secret_(std::move(secret)),
      issued_s_(std::time(nullptr)),
      expires_s_(issued_s_ + ttl_s) {}

std::string People::subject(size_t user) const {
    return fmt::format("{}{}", prefix_, user + 1);
}

std::string People::token(size_t user) const {
    static const std::string header = base64url(R"({"alg":"HS256","typ":"JWT"})");
    const nlohmann::json claims = {{"sub", subject(user)}, {"iat", issued_s_}, {"exp", expires_s_}};
    const std::string signed_part = header + "." + base64url(claims.dump());
    return signed_part + "." + base64url(hmac_sha256(secret_, signed_part));
}

std::string read_secret(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string secret{std::istreambuf_iterator<char>(file), {}};
    while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
    if (secret.empty()) throw std::runtime_error("no secret in " + path);
    return secret;
}

std::vector<int64_t> moments_evenly(size_t users, int64_t over_ms, uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<int64_t> moment(0, over_ms * 1000);
    std::vector<int64_t> moments(users);
    for (auto& each : moments) each = moment(random);
    return moments;
}

std::vector<int64_t> moments_as_people_press(size_t users, int64_t over_ms, uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> unit(0, 1);
    std::uniform_int_distribution<int64_t> any_time(0, over_ms * 1000);
    const auto first_second_us = static_cast<double>(std::min<int64_t>(over_ms * 1000, 1'000'000));
    std::vector<int64_t> moments(users);
    for (auto& each : moments) {
        const bool at_once = unit(random) < 0.8;
        const double early = unit(random);  // squared: the earlier, the more
        each = at_once ? static_cast<int64_t>(early * early * first_second_us) : any_time(random);
    }
    return moments;
}

}  // namespace crowd
