#include "notices/webhook_signature.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace fairdraw::notices {

std::string write_secret(ByteView secret) {
    return "whsec_" + to_base64(secret);
}

std::string sign_webhook(ByteView secret, std::string_view id, std::int64_t timestamp_s,
                         std::string_view body) {
    const auto content = fmt::format("{}.{}.{}", id, timestamp_s, body);
    std::array<unsigned char, 32> code{};
    unsigned int size = code.size();
    if (!HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
              reinterpret_cast<const unsigned char*>(content.data()), content.size(), code.data(), &size))
        throw std::runtime_error("OpenSSL computes no HMAC");
    return "v1," + to_base64(code);
}

}  // namespace fairdraw::notices
