// Finds what became of users. Look-ups share trips to the database, as entries share commits: when a window
// has ended everybody asks at once, just when the round is drawn. What is final comes from memory.
//
// Any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "postgres/connection.hpp"
#include "postgres/group_commit.hpp"
#include "rounds/outcomes.hpp"
#include "rounds/result.hpp"
#include "rounds/round.hpp"

namespace fairdraw::rounds {

struct ResultRequest {
    RoundPtr round;
    std::string user_id;
    std::function<void(tl::expected<Result, api::Refusal>)> answer;  // called once, on a reader's thread
};

class Results {
  public:
    explicit Results(const postgres::ConnectionSettings& settings);

    // False: more is waiting than can be looked up in time, and `answer` is not called.
    [[nodiscard]] bool find(ResultRequest&& request);

    // Without asking the database: nothing when it must be asked.
    std::optional<Result> remembered(const Round& round, const std::string& user) {
        return outcomes_.find(round.number, user);
    }

  private:
    class Reader;

    Outcomes outcomes_;
    postgres::GroupCommit<ResultRequest, Reader> lookups_;
};

}  // namespace fairdraw::rounds
