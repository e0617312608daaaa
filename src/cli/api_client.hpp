// The service as `fairdraw campaign` and `fairdraw round` reach it: over HTTP, with a token. One thread.
#pragma once

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace fairdraw::cli {

struct ApiAccess {
    std::string server = "http://127.0.0.1:8080";
    std::string token;
};

// Adds --server and --token to a command.
std::shared_ptr<ApiAccess> add_api_access(CLI::App& command);

// Sends one request and prints the answer: JSON to standard output, or what was refused to standard error.
// `body` is JSON or empty. Gives the exit status: 0 when it was done, 1 when it was refused, 2 when the
// server could not be reached.
int call_api(const ApiAccess& access, const std::string& method, const std::string& path,
             const std::string& body);

// Percent-encodes everything but unreserved characters (RFC 3986, 2.3), so that any id is one path segment.
std::string path_segment(const std::string& text);

}  // namespace fairdraw::cli
