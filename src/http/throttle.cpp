#include "http/throttle.hpp"

#include <fmt/format.h>

#include <utility>

#include "http/problem.hpp"

namespace fairdraw::http {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

// Somebody counts only for as long as they are over an even flow, which is a moment for most and a window for
// the worst: this is many more than that.
constexpr std::size_t max_users = 256 * 1024;
constexpr std::size_t max_addresses = 64 * 1024;

std::optional<Counter> counter_of(const char* policy, Metrics* metrics) {
    if (!metrics) return std::nullopt;
    return metrics->counter("fairdraw_http_over_limit_total", "Requests beyond a rate limit.",
                            {{"policy", policy}});
}

}  // namespace

Throttle::Policy::Policy(const char* the_name, RateLimit the_limit, std::size_t max_keys, Metrics* metrics)
    : name(the_name), limit(the_limit), limiter(limit, max_keys), refused(counter_of(name, metrics)) {}

std::optional<OverLimit> Throttle::Policy::count(std::uint64_t key, std::int64_t now_ns) {
    const auto wait_ns = limiter.take(key, now_ns);
    if (wait_ns == 0) return std::nullopt;
    if (refused) refused->add();
    return OverLimit{name, limit.requests, limit.window_s, (wait_ns + ns_per_s - 1) / ns_per_s};
}

Throttle::Throttle(ThrottleOptions options, Metrics* metrics)
    : user_(options.user ? std::make_unique<Policy>("user", *options.user, max_users, metrics) : nullptr),
      address_(options.address ? std::make_unique<Policy>("address", *options.address, max_addresses, metrics)
                               : nullptr),
      proxies_(std::move(options.trusted_proxies)) {}

std::optional<OverLimit> Throttle::count(const Request& request, const Caller* caller) {
    if (caller) return user_ ? user_->count(caller->user_key, request.arrived_ns) : std::nullopt;
    if (!address_) return std::nullopt;
    return address_->count(proxies_.client_of(request).subscriber(), request.arrived_ns);
}

Response rate_limited(const OverLimit& over) {
    const auto detail = fmt::format("Too many requests of this {}: {} may come within {} s.", over.policy,
                                    over.requests, over.window_s);
    auto response =
        problem(Code::rate_limited, detail, {.retry_after_s = static_cast<int>(over.retry_after_s)});
    response.headers.emplace_back(
        "RateLimit-Policy", fmt::format(R"("{}";q={};w={})", over.policy, over.requests, over.window_s));
    response.headers.emplace_back("RateLimit",
                                  fmt::format(R"("{}";r=0;t={})", over.policy, over.retry_after_s));
    return response;
}

}  // namespace fairdraw::http
