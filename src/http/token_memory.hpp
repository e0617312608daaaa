// Verified tokens, remembered until they expire or make room for others: checking a signature costs a hundred
// times a look here. Any number of threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

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
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    using Generation = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;

    // Whatever was not looked for while a whole generation of others came is forgotten with its own.
    struct Shard {
        mutable std::mutex mutex;
        Generation young;
        Generation old;
    };
    static constexpr std::size_t shard_count = 64;

    Shard& shard_of(std::string_view token);
    void insert(Shard& shard, std::string_view token, Entry entry);

    std::size_t max_young_;
    std::array<Shard, shard_count> shards_;
};

}  // namespace fairdraw::http
