// Verified tokens, remembered until they expire or make room for others: checking a signature costs a hundred
// times a look here. Any number of threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "fairdraw/bytes.hpp"
#include "http/message.hpp"

namespace fairdraw::http {

class TokenMemory {
  public:
    // Holds at most about `max_tokens`.
    explicit TokenMemory(std::size_t max_tokens);

    // Null when the token is not known here or expired at `now_unix_s`.
    std::shared_ptr<const Caller> find(std::string_view token, std::int64_t now_unix_s);

    // The token is no longer good from `expires_unix_s` on.
    void remember(std::string_view token, std::shared_ptr<const Caller> caller, std::int64_t expires_unix_s);

    std::size_t size() const;

  private:
    struct Entry {
        std::shared_ptr<const Caller> caller;
        std::int64_t expires_unix_s;
    };
    // Tokens are long; their SHA-256 stands for them.
    struct Bucket {
        std::size_t operator()(const Hash& digest) const;
    };
    using Generation = std::unordered_map<Hash, Entry, Bucket>;

    // Whatever was not looked for while a whole generation of others came is forgotten with its own.
    struct Shard {
        mutable std::mutex mutex;
        Generation young;
        Generation old;
    };
    static constexpr std::size_t shard_count = 64;

    Shard& shard_of(const Hash& digest);
    void insert(Shard& shard, const Hash& digest, Entry entry);

    std::size_t max_young_;
    std::array<Shard, shard_count> shards_;
};

}  // namespace fairdraw::http
