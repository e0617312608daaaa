// Signed notes (https://c2sp.org/signed-note) with Ed25519 (RFC 8032) by OpenSSL.
//
// Keys are immutable: one key may sign or verify in several threads at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "fairdraw/unreadable.hpp"

struct evp_pkey_st;

namespace fairdraw {

using KeyId = std::array<std::uint8_t, 4>;

struct SignatureLine {
    std::string name;
    KeyId key_id{};
    std::string signature;  ///< the bytes after the key id: 1 or more, of whatever length the file gave them
};

struct Note {
    std::string text;                       ///< ends in LF
    std::vector<SignatureLine> signatures;  ///< 1 or more, of anybody
};

/// Takes a whole file apart; verifies nothing.
tl::expected<Note, Unreadable> parse_note(std::string_view bytes, std::string_view file);

/// `origin+<hex key id>+<base64(0x01 || public key)>`
class VerifierKey {
  public:
    /// From one line without its LF. The error says what is wrong with it.
    static tl::expected<VerifierKey, std::string> parse(std::string_view line);

    const std::string& origin() const { return origin_; }
    const KeyId& id() const { return id_; }
    std::string format() const;

    /// Whether `signature` is one over `text` by this key.
    bool verifies(std::string_view text, std::string_view signature) const;

  private:
    friend class SigningKey;
    using PublicKey = std::array<std::uint8_t, 32>;
    VerifierKey(std::string_view origin, const PublicKey& public_key);

    std::string origin_;
    PublicKey public_key_;
    KeyId id_;
};

/// From a file like operator.vkey: that one line with its LF.
tl::expected<VerifierKey, Unreadable> parse_verifier_key_file(std::string_view bytes, std::string_view file);

/// What a note's signature lines amount to for one key.
struct SignatureCount {
    std::size_t by_key = 0;  ///< lines with the key's name and key id
    std::size_t valid = 0;   ///< those of them that verify

    /// Every line of this key verifies, and there is one.
    bool good() const { return by_key > 0 && valid == by_key; }
};
SignatureCount count_signatures(const Note& note, const VerifierKey& key);

/// The operator's key: `PRIVATE+KEY+<origin>+<hex key id>+<base64(0x01 || seed)>`, the form of Go's
/// sumdb/note.
class SigningKey {
  public:
    using Seed = std::array<std::uint8_t, 32>;

    /// A new key from 32 bytes of a CSPRNG. Throws std::invalid_argument for an origin that is none.
    static SigningKey from_seed(std::string_view origin, const Seed& seed);

    /// From one line without its LF. The error says what is wrong, and never repeats the key.
    static tl::expected<SigningKey, std::string> parse(std::string_view line);

    /// The line that `parse` reads. Whoever asks keeps it secret.
    std::string format_private() const;

    const std::string& origin() const { return verifier_key_.origin(); }
    const VerifierKey& verifier_key() const { return verifier_key_; }

    /// The whole note: text (which ends in LF), empty line, signature line.
    std::string sign(std::string_view text) const;

  private:
    SigningKey(VerifierKey verifier_key, std::shared_ptr<evp_pkey_st> key);

    VerifierKey verifier_key_;
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace fairdraw
