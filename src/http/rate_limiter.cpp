#include "http/rate_limiter.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace fairdraw::http {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr std::int64_t most_requests = 1'000'000;
constexpr std::int64_t longest_window_s = 3'600;

std::optional<std::int64_t> parse_up_to(std::int64_t most, std::string_view digits) {
    std::int64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, number);
    if (error != std::errc{} || rest != end || number < 1 || number > most) return std::nullopt;
    return number;
}

}  // namespace

tl::expected<RateLimit, std::string_view> parse_rate_limit(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == text.npos || !text.ends_with('s'))
        return tl::unexpected<std::string_view>("is not requests/seconds, such as 100/10s");
    const auto seconds = text.substr(slash + 1, text.size() - slash - 2);
    const auto requests = parse_up_to(most_requests, text.substr(0, slash));
    const auto window_s =
        seconds.empty() ? std::optional<std::int64_t>{1} : parse_up_to(longest_window_s, seconds);
    if (!requests) return tl::unexpected<std::string_view>("does not have 1 to 1000000 requests");
    if (!window_s) return tl::unexpected<std::string_view>("does not have 1 to 3600 seconds");
    return RateLimit{*requests, *window_s};
}

RateLimiter::RateLimiter(RateLimit limit, std::size_t max_keys)
    : interval_ns_(limit.window_s * ns_per_s / limit.requests),
      tolerance_ns_((limit.requests - 1) * interval_ns_),
      buckets_(std::max<std::size_t>(max_keys / std::tuple_size_v<decltype(Bucket::slots)>, 1)) {}

std::int64_t RateLimiter::take(std::uint64_t key, std::int64_t now_ns) {
    Bucket& bucket = bucket_of(key);
    for (;;) {
        Place place = find(bucket, key);
        const auto from_ns = place.is_own ? std::max(place.due_ns, now_ns) : now_ns;
        const auto early_ns = from_ns - now_ns - tolerance_ns_;
        if (early_ns > 0) return early_ns;
        if (!place.slot->due_ns.compare_exchange_weak(place.due_ns, from_ns + interval_ns_,
                                                      std::memory_order_relaxed))
            continue;
        // A thread that looks between the two lines counts its request to the wrong one of two senders, and
        // two that bring the same new key at once may place it twice. One request more or less: not worth a
        // lock.
        if (!place.is_own) place.slot->key.store(key, std::memory_order_relaxed);
        return 0;
    }
}

// Keys need not be spread evenly: addresses are not. Multiplied by 2^64 divided by the golden ratio they are
// (Knuth, The Art of Computer Programming, volume 3, section 6.4).
RateLimiter::Bucket& RateLimiter::bucket_of(std::uint64_t key) {
    const auto spread = (key * 0x9E37'79B9'7F4A'7C15U) >> 32U;
    return buckets_[(spread * buckets_.size()) >> 32U];
}

// The key's own place, or else the one of whoever has been quiet for longest, which may be nobody.
RateLimiter::Place RateLimiter::find(Bucket& bucket, std::uint64_t key) {
    Place quietest{};
    for (Slot& slot : bucket.slots) {
        const auto due_ns = slot.due_ns.load(std::memory_order_relaxed);
        if (slot.key.load(std::memory_order_relaxed) == key) return {&slot, due_ns, true};
        if (!quietest.slot || due_ns < quietest.due_ns) quietest = {&slot, due_ns, false};
    }
    return quietest;
}

}  // namespace fairdraw::http
