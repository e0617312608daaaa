#include "http/token_memory.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "fairdraw/sha256.hpp"

namespace fairdraw::http {

TokenMemory::TokenMemory(std::size_t max_tokens)
    : max_young_(std::max<std::size_t>(max_tokens / (2 * shard_count), 1)) {}

std::size_t TokenMemory::Bucket::operator()(const Hash& digest) const {
    std::size_t bucket = 0;
    std::memcpy(&bucket, digest.data(), sizeof bucket);
    return bucket;
}

// By other bits than those the maps choose their buckets by.
TokenMemory::Shard& TokenMemory::shard_of(const Hash& digest) {
    return shards_[digest.back() % shard_count];
}

std::shared_ptr<const Caller> TokenMemory::find(std::string_view token, std::int64_t now_unix_s) {
    const Hash digest = sha256(token);
    Shard& shard = shard_of(digest);
    std::lock_guard lock(shard.mutex);
    if (auto found = shard.young.find(digest); found != shard.young.end()) {
        return now_unix_s < found->second.expires_unix_s ? found->second.caller : nullptr;
    }
    auto found = shard.old.find(digest);
    if (found == shard.old.end() || now_unix_s >= found->second.expires_unix_s) return nullptr;
    auto caller = found->second.caller;
    Entry entry = std::move(found->second);
    shard.old.erase(found);
    insert(shard, digest, std::move(entry));
    return caller;
}

void TokenMemory::remember(std::string_view token, std::shared_ptr<const Caller> caller,
                           std::int64_t expires_unix_s) {
    const Hash digest = sha256(token);
    Shard& shard = shard_of(digest);
    std::lock_guard lock(shard.mutex);
    insert(shard, digest, {std::move(caller), expires_unix_s});
}

void TokenMemory::insert(Shard& shard, const Hash& digest, Entry entry) {
    if (shard.young.size() >= max_young_) {
        shard.old = std::exchange(shard.young, {});
    }
    shard.young.insert_or_assign(digest, std::move(entry));
}

std::size_t TokenMemory::size() const {
    std::size_t total = 0;
    for (const Shard& shard : shards_) {
        std::lock_guard lock(shard.mutex);
        total += shard.young.size() + shard.old.size();
    }
    return total;
}

}  // namespace fairdraw::http
