// The rush as a whole: what serves it, put together. One a process; constructing it starts its threads, and
// destroying it ends them after everything taken has been recorded and answered.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "fairdraw/drand.hpp"
#include "http/metrics.hpp"
#include "http/router.hpp"
#include "postgres/clock.hpp"
#include "postgres/pool.hpp"
#include "rounds/announcer.hpp"
#include "rounds/beacon_keeper.hpp"
#include "rounds/first_come.hpp"
#include "rounds/recorder.hpp"
#include "rounds/results.hpp"
#include "rounds/round_directory.hpp"
#include "rounds/round_keeper.hpp"
#include "rounds/signing_keys.hpp"

namespace fairdraw::rounds {

struct RoundsOptions {
    std::string database_url;
    std::int64_t close_grace_ms = 2000;
    std::vector<DrandChain> drand_chains;   // those that rounds may be announced with
    std::vector<std::string> drand_relays;  // addresses; none: no round may be announced with a beacon
};

class Rounds {
  public:
    // Throws std::invalid_argument for a relay that is none. Starts also when the database cannot be reached:
    // not_ready() then says so, and requests are refused as unavailable. `keys` must outlive it.
    Rounds(const RoundsOptions& options, const SigningKeys& keys, http::Metrics& metrics);

    // The routes refer to this object, which must outlive the router.
    void add_routes(http::Router& router);

    // What keeps requests from being served, in words for an operator; nothing when all is well. Asks the
    // database.
    std::optional<std::string> not_ready();

    // The database's clock, kept by this object.
    const postgres::Clock& clock() const { return clock_; }

  private:
    const SigningKeys& keys_;
    postgres::Pool serving_;
    postgres::Pool keeper_;
    postgres::Pool directory_connections_;
    postgres::Clock clock_;
    RoundDirectory directory_;
    Results results_;
    Announcer announcer_;
    RoundKeeper round_keeper_;
    BeaconKeeper beacon_keeper_;
    Recorder reservations_;
    Recorder entries_;
    http::Counter altered_lists_;
    FirstCome first_come_;
};

}  // namespace fairdraw::rounds
