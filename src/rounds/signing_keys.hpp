// The operator's keys. The first signs new rounds; the others finish rounds that were announced under them,
// so that a key can be changed while rounds are under way. Immutable; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "fairdraw/note.hpp"

namespace fairdraw::rounds {

class SigningKeys {
  public:
    // Precondition: at least one.
    explicit SigningKeys(std::vector<SigningKey> keys);

    const SigningKey& current() const { return keys_.front(); }
    std::span<const SigningKey> all() const { return keys_; }
    // The key with that verifier key, or null when there is none here.
    const SigningKey* find(const std::string& verifier_key) const;
    // The same. Throws std::out_of_range when there is none here.
    const SigningKey& of(const std::string& verifier_key) const;
    std::vector<std::string> verifier_keys() const;

  private:
    std::vector<SigningKey> keys_;
};

}  // namespace fairdraw::rounds
