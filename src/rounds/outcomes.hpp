// What became of everybody in rounds that are over, held in memory: after a draw everybody asks, and then
// asks again. Read once a round; an instance needs no other's word for it, because what is final stays as it
// is. Any thread.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "postgres/connection.hpp"
#include "rounds/result.hpp"
#include "rounds/round.hpp"

namespace fairdraw::rounds {

class Outcomes {
  public:
    // Nothing when the round is not held.
    std::optional<Result> find(RoundNumber round, const std::string& user);

    // Reads a round whose fate is final, unless it is held, or is being read, or has too many people for
    // that.
    void remember(const Round& round, const Fate& fate, postgres::Connection& connection);

  private:
    struct Outcome;
    using OutcomePtr = std::shared_ptr<const Outcome>;

    static OutcomePtr read(const Round& round, const Fate& fate, postgres::Connection& connection);

    std::mutex mutex_;
    std::list<OutcomePtr> outcomes_;  // the last one asked for first
    std::set<RoundNumber> being_read_;
};

}  // namespace fairdraw::rounds
