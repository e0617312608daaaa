// For tests of what must be refused: a stage with a round whose entry window stays open for longer than any
// test takes, and where nobody needs to reserve. What is recorded in it was let in by mistake. One thread.
#pragma once

#include <string>
#include <string_view>

#include "support/stage.hpp"

namespace fairdraw::testing {

struct OpenRound : Stage {
    explicit OpenRound(ServerSettings settings = {});

    // Fails the test unless the server still answers and nothing was recorded.
    void check_unharmed();

    ApiClient with_token(const std::string& token) const { return ApiClient(server.url(), token); }
    // The status that the bytes get; 0 when the server hung up without a word.
    int raw_status(std::string_view request) const;
    // The head of a request for an entry, with the given lines in it.
    std::string entry_request(std::string_view lines) const;

    RoundPlan plan = plan_open_round("open", 600'000);
    std::string entry = "/v1/rounds/open/entry";
};

}  // namespace fairdraw::testing
