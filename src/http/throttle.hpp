// Who asks too often: users by their verified token, and addresses for whatever comes without one. Thousands
// may share an address behind a carrier's NAT, so nobody with a token is held up for what their neighbours
// do.
//
// In memory, and each instance for itself: a limit is a fuse, not an accounting. Any thread, no locks.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "http/client_address.hpp"
#include "http/message.hpp"
#include "http/metrics.hpp"
#include "http/rate_limiter.hpp"

namespace fairdraw::http {

struct ThrottleOptions {
    std::optional<RateLimit> user;     // nothing: no limit
    std::optional<RateLimit> address;  // nothing: no limit; of IPv6, a /64 is an address
    std::vector<AddressRange> trusted_proxies;
};

class Throttle {
  public:
    // `metrics` may be null.
    Throttle(ThrottleOptions options, Metrics* metrics);

    // Counts a request that has arrived. `caller` is null when it has no valid token. To be called once a
    // request.
    std::optional<OverLimit> count(const Request& request, const Caller* caller);

  private:
    struct Policy {
        Policy(const char* name, RateLimit limit, std::size_t max_keys, Metrics* metrics);
        std::optional<OverLimit> count(std::uint64_t key, std::int64_t now_ns);

        const char* name;
        RateLimit limit;
        RateLimiter limiter;
        std::optional<Counter> refused;
    };

    std::unique_ptr<Policy> user_;
    std::unique_ptr<Policy> address_;
    TrustedProxies proxies_;
};

// 429 RATE_LIMITED with Retry-After and, after draft-ietf-httpapi-ratelimit-headers-10, RateLimit and
// RateLimit-Policy.
Response rate_limited(const OverLimit& over);

}  // namespace fairdraw::http
