// When a round's draw is due, by its announcement. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "fairdraw/drand.hpp"
#include "fairdraw/texts.hpp"

namespace fairdraw {

/// The last moment that the draw waits for: the end of the entry window, or when the beacon is due, if that
/// is later and its chain is known.
UnixMs draw_due(const Announcement& announced, const std::vector<DrandChain>& chains);

/// The same for a person, as in "due after 2026-11-21T15:01:00.000Z".
std::string when_due(const Announcement& announced, const std::vector<DrandChain>& chains);

}  // namespace fairdraw
