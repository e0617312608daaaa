// Waiting for a condition instead of sleeping. Any thread.
#pragma once

#include <chrono>
#include <functional>
#include <string_view>

namespace fairdraw::testing {

// Asks every few milliseconds until `condition` holds. Throws std::runtime_error naming `what` when it does
// not hold within `timeout`; an exception of the condition's own ends the wait at once.
void wait_until(std::string_view what, const std::function<bool()>& condition,
                std::chrono::milliseconds timeout = std::chrono::seconds(30));

}  // namespace fairdraw::testing
