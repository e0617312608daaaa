// The options that say how often somebody may ask (http/throttle.hpp), as text until they have been checked.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "http/throttle.hpp"

namespace fairdraw::cli {

struct LimitOptions {
    std::string user = "100/10s";
    std::string address = "10000/10s";
    std::vector<std::string> trusted_proxies;
};

// `options` must stay until the command line is parsed; what is no limit and no address is refused then.
void add_limit_options(CLI::App& command, LimitOptions& options);

// Precondition: they were parsed.
http::ThrottleOptions throttle_options(const LimitOptions& options);

}  // namespace fairdraw::cli
