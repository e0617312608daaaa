// What a witness says of an operator's log: that at a time it saw this checkpoint, and that the log had only
// grown since what it saw before. https://c2sp.org/tlog-cosignature, of its types Ed25519 (0x04) alone.
//
// Keys are immutable: one key may sign or verify in several threads at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "fairdraw/note.hpp"
#include "fairdraw/unreadable.hpp"

namespace fairdraw {

/// `name+<hex key id>+<base64(0x04 || public key)>`
class WitnessKey {
  public:
    /// From one line without its LF. The error says what is wrong with it.
    static tl::expected<WitnessKey, std::string> parse(std::string_view line);

    const std::string& name() const { return name_; }
    const KeyId& id() const { return id_; }
    std::string format() const;

    /// When this witness signed the checkpoint `text`, in Unix seconds; none when `signature` (what follows
    /// the key id in its line) is no cosignature of it by this key.
    std::optional<std::int64_t> cosigned_at_s(std::string_view text, std::string_view signature) const;

  private:
    friend class WitnessSigningKey;
    using PublicKey = std::array<std::uint8_t, 32>;
    WitnessKey(std::string_view name, const PublicKey& public_key);

    std::string name_;
    PublicKey public_key_;
    KeyId id_;
};

/// What a checkpoint's signature lines amount to for a witness.
struct CosignatureCount {
    std::size_t by_key = 0;                  ///< lines with its name and key id
    std::size_t valid = 0;                   ///< those of them that verify
    std::optional<std::int64_t> earliest_s;  ///< Unix seconds, of those that verify
};
CosignatureCount count_cosignatures(const Note& checkpoint, const WitnessKey& key);

/// For all of several witnesses together.
CosignatureCount count_cosignatures(const Note& checkpoint, const std::vector<WitnessKey>& keys);

/// Whom to ask for cosignatures, and how to know them.
struct Witness {
    WitnessKey key;
    std::optional<std::string> submission_prefix;  ///< http:// or https://, https://c2sp.org/tlog-witness
};

/// A file of one line or two, the key and then the submission prefix.
tl::expected<Witness, Unreadable> parse_witness_file(std::string_view bytes, std::string_view file);

/// A witness's own key.
class WitnessSigningKey {
  public:
    using Seed = std::array<std::uint8_t, 32>;

    /// Throws std::invalid_argument for a name that is none.
    static WitnessSigningKey from_seed(std::string_view name, const Seed& seed);

    const WitnessKey& verifier_key() const { return verifier_key_; }

    /// The signature line over a checkpoint's text, with its LF. `time_s`: Unix seconds, 0 or more.
    std::string cosign(std::string_view text, std::int64_t time_s) const;

  private:
    WitnessSigningKey(WitnessKey verifier_key, std::shared_ptr<evp_pkey_st> key);

    WitnessKey verifier_key_;
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace fairdraw
