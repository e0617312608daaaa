#include "cli/limit_options.hpp"

namespace fairdraw::cli {
namespace {

constexpr const char* no_limit = "0";

// Checks say what is wrong, and nothing where nothing is.
std::string check_limit(const std::string& text) {
    if (text == no_limit) return {};
    const auto limit = http::parse_rate_limit(text);
    return limit ? std::string{} : text + " " + std::string{limit.error()};
}

std::string check_range(const std::string& text) {
    return http::AddressRange::parse(text) ? std::string{} : text + " is not ADDRESS or ADDRESS/BITS";
}

std::optional<http::RateLimit> limit_of(const std::string& text) {
    if (text == no_limit) return std::nullopt;
    return http::parse_rate_limit(text).value();
}

}  // namespace

void add_limit_options(CLI::App& command, LimitOptions& options) {
    command
        .add_option("--rate-limit-user", options.user,
                    "How often a user may ask, as N/Ts: N times at once, and N times more in each T seconds "
                    "after, evenly; 0: as often as they like. Where a scope is needed there is no limit")
        ->check(check_limit)
        ->capture_default_str();
    command
        .add_option(
            "--rate-limit-address", options.address,
            "The same for each address (of IPv6 each /64), counting only requests without a valid token")
        ->check(check_limit)
        ->capture_default_str();
    command
        .add_option("--trusted-proxy", options.trusted_proxies,
                    "ADDRESS or ADDRESS/BITS of a proxy whose word is taken for where a request came from "
                    "(Forwarded, X-Forwarded-For). Several times, or with commas between")
        ->check(check_range)
        ->delimiter(',');
}

http::ThrottleOptions throttle_options(const LimitOptions& options) {
    http::ThrottleOptions throttle{limit_of(options.user), limit_of(options.address), {}};
    for (const auto& range : options.trusted_proxies)
        throttle.trusted_proxies.push_back(http::AddressRange::parse(range).value());
    return throttle;
}

}  // namespace fairdraw::cli
