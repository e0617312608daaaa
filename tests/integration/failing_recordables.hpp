// Reservations that are recorded as ever, but of which something goes wrong: the answer to the commit is
// lost, or nothing can be looked up.
#pragma once

#include <atomic>

#include "rounds/recorder.hpp"

namespace fairdraw::testing {

// So many commits more of `unsure` and `unsure_and_blind` are made, and then seem to have failed.
extern std::atomic<int> answers_to_lose;

extern const rounds::Recordable unsure;
extern const rounds::Recordable blind;
extern const rounds::Recordable unsure_and_blind;

}  // namespace fairdraw::testing
