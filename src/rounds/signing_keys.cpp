#include "rounds/signing_keys.hpp"

#include <stdexcept>

namespace fairdraw::rounds {

SigningKeys::SigningKeys(std::vector<SigningKey> keys) : keys_(std::move(keys)) {
    if (keys_.empty()) throw std::invalid_argument("no signing key");
}

const SigningKey* SigningKeys::find(const std::string& verifier_key) const {
    for (const auto& key : keys_)
        if (key.verifier_key().format() == verifier_key) return &key;
    return nullptr;
}

const SigningKey& SigningKeys::of(const std::string& verifier_key) const {
    if (const auto* key = find(verifier_key)) return *key;
    throw std::out_of_range("no signing key for " + verifier_key);
}

std::vector<std::string> SigningKeys::verifier_keys() const {
    std::vector<std::string> formatted;
    for (const auto& key : keys_) formatted.push_back(key.verifier_key().format());
    return formatted;
}

}  // namespace fairdraw::rounds
