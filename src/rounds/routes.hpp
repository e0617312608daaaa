// The rush's doors: each function adds the routes of one file. What they are given must outlive the router.
#pragma once

#include "http/metrics.hpp"
#include "http/router.hpp"
#include "postgres/clock.hpp"
#include "postgres/pool.hpp"
#include "rounds/announcer.hpp"
#include "rounds/first_come.hpp"
#include "rounds/recorder.hpp"
#include "rounds/results.hpp"
#include "rounds/round_directory.hpp"
#include "rounds/round_keeper.hpp"

namespace fairdraw::rounds {

// POST reservation, POST entry
void add_recording_routes(http::Router& router, RoundDirectory& directory, const postgres::Clock& clock,
                          Recorder& reservation_recorder, Recorder& entry_recorder, FirstCome& first_come);
// GET result
void add_result_routes(http::Router& router, RoundDirectory& directory, Results& results);
// GET rounds, GET one round
void add_round_routes(http::Router& router, postgres::Pool& serving);
// GET evidence. `altered_lists` counts how often a list was served that is not as long as was signed.
void add_evidence_routes(http::Router& router, postgres::Pool& serving, const SigningKeys& keys,
                         http::Counter altered_lists);
// POST rounds, void, disqualifications, statistics
void add_operator_routes(http::Router& router, postgres::Pool& keeper, const Announcer& announcer,
                         const SigningKeys& keys, RoundKeeper& round_keeper);
// campaigns
void add_campaign_routes(http::Router& router, postgres::Pool& keeper, const BeaconCalendar& beacons,
                         RoundKeeper& round_keeper);

}  // namespace fairdraw::rounds
