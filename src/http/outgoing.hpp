// Requests to other people's servers, which may be hostile: a whole answer has one deadline and one size, its
// head included, however it trickles; redirections are not followed, and nothing but http and https is
// spoken. A proxy is taken from the environment, as curl does, unless told otherwise. Any thread, but for
// OutgoingClient.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace fairdraw::http {

struct OutgoingRequest {
    std::string url;
    std::optional<std::string> body;  // POST; none: GET
    std::string content_type = "text/plain; charset=utf-8";
    std::vector<std::string> fields = {};  // "Name: value", sent with a body
};

struct OutgoingLimits {
    long timeout_ms;
    std::size_t largest_answer;  // with its head
    // Judged by the address that is connected to, whatever a name resolves to (public_address.hpp). No proxy
    // is used then: it would connect on our behalf.
    bool public_addresses_only = false;
};

struct OutgoingAnswer {
    long status;
    std::string body;
};

// "http" or "https"; nothing for what is no such address, or has a user, a password or a fragment. Pure.
std::optional<std::string> scheme_of_address(const std::string& url);

// In the order of the requests; or why there is none, in words that fit behind "it".
using OutgoingAnswers = std::vector<tl::expected<OutgoingAnswer, std::string>>;

// Keeps connections open from one batch of requests to the next. One thread.
class OutgoingClient {
  public:
    explicit OutgoingClient(OutgoingLimits limits);
    ~OutgoingClient();
    OutgoingClient(const OutgoingClient&) = delete;
    OutgoingClient& operator=(const OutgoingClient&) = delete;

    // Sends all of them at once. When `stop` is requested, whoever has not answered by then has not.
    OutgoingAnswers send_all(std::span<const OutgoingRequest> requests, const std::stop_token& stop);

  private:
    struct Connections;
    const OutgoingLimits limits_;
    std::unique_ptr<Connections> connections_;
};

// The same with connections of its own.
OutgoingAnswers send_all(std::span<const OutgoingRequest> requests, const OutgoingLimits& limits,
                         const std::stop_token& stop);

}  // namespace fairdraw::http
