// How often each of many senders may ask: the generic cell rate algorithm in its virtual scheduling form
// (ITU-T I.371, annex A), which needs one number a sender, the time at which an even flow of requests would
// have the next one.
//
// Any number of threads; no locks. Memory is fixed: a key that finds its place taken by others takes that of
// the one who has been quiet for longest, who then begins afresh.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace fairdraw::http {

// So many requests at once, and so many again in each window after, evenly spread over it.
struct RateLimit {
    std::int64_t requests;  // 1 to 1,000,000
    std::int64_t window_s;  // 1 to 3,600

    bool operator==(const RateLimit&) const = default;
};

// "100/10s", or "100/s" for "100/1s". Otherwise what is wrong with it, in words that fit behind its name.
tl::expected<RateLimit, std::string_view> parse_rate_limit(std::string_view text);

class RateLimiter {
  public:
    // Remembers about `max_keys`, in 16 bytes each.
    RateLimiter(RateLimit limit, std::size_t max_keys);

    // Counts a request of `key` at `now_ns`, on any clock that never goes back by much, if it is within the
    // limit, and then returns 0; otherwise in how many nanoseconds the next one will be.
    std::int64_t take(std::uint64_t key, std::int64_t now_ns);

  private:
    struct Slot {
        std::atomic<std::uint64_t> key{0};
        std::atomic<std::int64_t> due_ns{0};  // when an even flow would have the next request
    };
    // All places that a key may be in are one cache line: what a request costs is to fetch it.
    struct alignas(64) Bucket {
        std::array<Slot, 4> slots;
    };
    struct Place {
        Slot* slot;
        std::int64_t due_ns;  // as it was found
        bool is_own;
    };

    Bucket& bucket_of(std::uint64_t key);
    static Place find(Bucket& bucket, std::uint64_t key);

    const std::int64_t interval_ns_;   // of an even flow
    const std::int64_t tolerance_ns_;  // how much earlier than due
    std::vector<Bucket> buckets_;
};

}  // namespace fairdraw::http
