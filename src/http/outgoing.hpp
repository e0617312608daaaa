// Requests to other people's servers, which may be hostile: a whole answer has one deadline and one size, its
// head included, however it trickles; redirections are not followed, and nothing but http and https is
// spoken. A proxy is taken from the environment, as curl does. Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace fairdraw::http {

struct OutgoingRequest {
    std::string url;
    std::optional<std::string> body;  // POST as text/plain; none: GET
};

struct OutgoingLimits {
    long timeout_ms;
    std::size_t largest_answer;  // with its head
};

struct OutgoingAnswer {
    long status;
    std::string body;
};

// Sends all of them at once; gives the answers in their order, or why there is none, in words that fit behind
// "it". When `stop` is requested, whoever has not answered by then has not.
std::vector<tl::expected<OutgoingAnswer, std::string>> send_all(std::span<const OutgoingRequest> requests,
                                                                const OutgoingLimits& limits,
                                                                const std::stop_token& stop);

}  // namespace fairdraw::http
