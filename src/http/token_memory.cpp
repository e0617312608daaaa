#include "http/token_memory.hpp"

#include <algorithm>
#include <utility>

namespace fairdraw::http {

TokenMemory::TokenMemory(std::size_t max_tokens)
    : max_young_(std::max<std::size_t>(max_tokens / (2 * shard_count), 1)) {}

TokenMemory::Shard& TokenMemory::shard_of(std::string_view token) {
    return shards_[Hash{}(token) / 7 %
                   shard_count];  // other bits than those the maps choose their buckets by
}

std::shared_ptr<const Caller> TokenMemory::find(std::string_view token, std::int64_t now_unix_s) {
    Shard& shard = shard_of(token);
    std::lock_guard lock(shard.mutex);
    if (auto found = shard.young.find(token); found != shard.young.end()) {
        return now_unix_s < found->second.expires_unix_s ? found->second.caller : nullptr;
    }
    auto found = shard.old.find(token);
    if (found == shard.old.end() || now_unix_s >= found->second.expires_unix_s) return nullptr;
    auto caller = found->second.caller;
    Entry entry = std::move(found->second);
    shard.old.erase(found);
    insert(shard, token, std::move(entry));
    return caller;
}

void TokenMemory::remember(std::string_view token, std::shared_ptr<const Caller> caller,
                           std::int64_t expires_unix_s) {
    Shard& shard = shard_of(token);
    std::lock_guard lock(shard.mutex);
    insert(shard, token, {std::move(caller), expires_unix_s});
}

void TokenMemory::insert(Shard& shard, std::string_view token, Entry entry) {
    if (shard.young.size() >= max_young_) {
        shard.old = std::exchange(shard.young, {});
    }
    shard.young.insert_or_assign(std::string(token), std::move(entry));
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
