// Finds what became of a user. What is final is read once a round and held in memory: after a draw everybody
// asks, and then asks again. An instance needs no other's word for it, because what is final stays as it is.
// Any thread.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>

#include "postgres/pool.hpp"
#include "rounds/result.hpp"
#include "rounds/round.hpp"

namespace fairdraw::rounds {

struct Result {
    Fate fate;
    Part part;
    std::int64_t due_in_ms = 0;  // until the close may begin
};

class Results {
  public:
    explicit Results(postgres::Pool& serving) : serving_(serving) {}

    // Throws when the database must be asked and cannot be.
    Result find(const Round& round, const std::string& user);

    // Without asking the database: nothing when it must be asked.
    std::optional<Result> remembered(const Round& round, const std::string& user);

  private:
    struct Outcome {
        RoundNumber round;
        Fate fate;
        std::unordered_map<std::string, Part> parts;  // empty if they are too many to be held
        bool is_whole = false;
    };
    using OutcomePtr = std::shared_ptr<const Outcome>;

    OutcomePtr outcome_of(RoundNumber round);
    void remember(RoundNumber round, const Fate& fate);
    OutcomePtr read(RoundNumber round, const Fate& fate);

    postgres::Pool& serving_;
    std::mutex mutex_;
    std::list<OutcomePtr> outcomes_;  // the last one asked for first
    std::set<RoundNumber> being_read_;
};

}  // namespace fairdraw::rounds
