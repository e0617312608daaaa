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

/// By the equation without the cofactor (RFC 8032, 5.1.7, the second one): [S]B - [k]A must be R as it is
/// written, and S below the group's order. A may be written as y + p, or as x = 0 with either sign; its bytes
/// are hashed as they stand. tests/vectors/ed25519.json has every case in which implementations are known to
/// differ. False also for a signature that has not 64 bytes, and for a key that is no point.
bool verifies(const PublicKey& key, std::string_view message, std::string_view signature);

/// Whether anybody could sign for the key, whatever the message.
bool is_of_small_order(const PublicKey& key);

}  // namespace fairdraw::ed25519
