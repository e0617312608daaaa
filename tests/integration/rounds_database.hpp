// A migrated database with what the rush needs to work on it, for tests that look at single steps instead of
// the whole program. One thread.
#pragma once

#include <string>
#include <vector>

#include "fairdraw/identifiers.hpp"
#include "postgres/connection.hpp"
#include "rounds/announcer.hpp"
#include "rounds/life.hpp"
#include "rounds/signing_keys.hpp"
#include "support/postgres_cluster.hpp"

namespace fairdraw::testing {

struct RoundsDatabase {
    RoundsDatabase();

    // Announces a round whose windows are in the future, on keys of its own. Gives its number.
    rounds::RoundNumber announce(const std::string& id, const std::string& quota = "odds 1/5 stochastic");
    // Moves a round's windows into the past, as if its time were over and its close due. Its texts keep the
    // old times.
    void let_time_pass(rounds::RoundNumber round);
    // Records entries past the program: users[i] arrives i-th. Tags are those the round's key gives.
    void enter(rounds::RoundNumber round, const std::vector<std::string>& users);
    // Fences and closes whatever is due.
    void close_all();

    Rows query(const std::string& sql) const { return testing::query(url, sql); }
    std::string value(const std::string& sql) const { return query_value(url, sql); }

    std::string url;
    rounds::SigningKeys keys;
    rounds::Announcer announcer;
    postgres::Connection keeper;
    postgres::Connection serving;
};

// What a statement throws, as the program classifies it; empty when it does not throw.
std::string failure_of(const std::function<void()>& act);

}  // namespace fairdraw::testing
