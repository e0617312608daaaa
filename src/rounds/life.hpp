// The steps of a round's life after its announcement. Each is one transaction; whichever instance gets the
// row carries it out, and after a crash any other does, from the beginning of the step: what was not
// committed did not happen.
//
//   announced --fence--> closing --close--> closed --draw--> drawn
//
// The fence is apart from the close so that entries, which wait for it, wait for a moment and not for the
// list to be read. One thread a connection; connections are a keeper's.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "postgres/connection.hpp"
#include "rounds/round.hpp"
#include "rounds/signing_keys.hpp"

namespace fairdraw::rounds {

// A step that must not be tried again before an operator has looked: the round's life stops with an alarm.
class RoundStopped : public std::runtime_error {
  public:
    RoundStopped(RoundNumber stopped, const std::string& why) : std::runtime_error(why), round(stopped) {}
    const RoundNumber round;
};

struct StepDone {
    std::string round_id;
    std::string what;  // for the log: key=value pairs
};

// Each carries out its step for one round, if one is due. Throws RoundStopped, or what the database throws.
std::optional<StepDone> fence_next_round(postgres::Connection& connection);
std::optional<StepDone> close_next_round(postgres::Connection& connection, const SigningKeys& keys);
std::optional<StepDone> draw_next_round(postgres::Connection& connection, const SigningKeys& keys);

void raise_alarm(postgres::Connection& connection, RoundNumber round, const std::string& why);

enum class VoidOutcome { voided, repeated };
// Refuses with round_not_found, invalid_request (reason) or conflict (drawn already; or its key is not here).
tl::expected<VoidOutcome, api::Refusal> void_round(postgres::Connection& connection, const SigningKeys& keys,
                                                   const RoundId& round, const std::string& reason,
                                                   const std::string& actor);

}  // namespace fairdraw::rounds
