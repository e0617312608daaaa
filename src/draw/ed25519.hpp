// Ed25519 (RFC 8032) by OpenSSL. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

struct evp_pkey_st;

namespace fairdraw::ed25519 {

using PublicKey = std::array<std::uint8_t, 32>;
using Seed = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;
using PrivateKey = std::shared_ptr<evp_pkey_st>;

PrivateKey from_seed(const Seed& seed);
Seed seed_of(const PrivateKey& key);
PublicKey public_key_of(const PrivateKey& key);

Signature sign(const PrivateKey& key, std::string_view message);

/// False also for a signature that has not 64 bytes.
bool verifies(const PublicKey& key, std::string_view message, std::string_view signature);

}  // namespace fairdraw::ed25519
