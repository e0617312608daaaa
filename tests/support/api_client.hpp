// A client of the service, as strict as its contract: every response is held against docs/openapi.yaml, and
// what is not documented there (a status, a member, a missing header) fails the running test.
//
// On libcurl, so that the server's own HTTP library does not judge itself. One thread at a time; a client
// keeps its connection.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairdraw::testing {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct ApiReply {
    int status = 0;
    Headers headers;
    std::string body;

    // The first of that name, in any case.
    std::optional<std::string> header(std::string_view name) const;
    // Throws when the body is no JSON.
    nlohmann::json json() const;
    // A problem's code; empty when this is no problem.
    std::string code() const;
};

// No answer: refused, cut off, or in vain for half a minute.
class NoAnswer : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

class ApiClient {
  public:
    // `base_url` without a slash at the end; an empty token sends no Authorization.
    explicit ApiClient(std::string base_url, std::string token = {});
    ~ApiClient();
    ApiClient(ApiClient&&) noexcept;
    ApiClient& operator=(ApiClient&&) noexcept;

    // Paths go out as they are, percent-encoded by the caller where need be. Throw NoAnswer.
    ApiReply get(std::string_view path, const Headers& headers = {});
    ApiReply post(std::string_view path, std::string_view body = {}, const Headers& headers = {});
    ApiReply put(std::string_view path, std::string_view body, const Headers& headers = {});
    ApiReply del(std::string_view path, const Headers& headers = {});
    ApiReply request(std::string_view method, std::string_view path, std::string_view body = {},
                     const Headers& headers = {});

  private:
    struct Transfer;

    std::string base_url_;
    std::string token_;
    std::unique_ptr<Transfer> transfer_;
};

// Percent-encodes all but unreserved characters (RFC 3986).
std::string percent_encoded(std::string_view text);

}  // namespace fairdraw::testing
