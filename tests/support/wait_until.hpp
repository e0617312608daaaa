// Waiting for a condition instead of sleeping. Any thread.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string_view>

namespace fairdraw::testing {

// Asks every few milliseconds until `condition` holds. Throws std::runtime_error naming `what` when it does
// not hold within `timeout`; an exception of the condition's own ends the wait at once.
void wait_until(std::string_view what, const std::function<bool()>& condition,
                std::chrono::milliseconds timeout = std::chrono::seconds(30));

// For whoever is slow on purpose: lets `pause` pass, or less of it when `stop` is requested. False then.
bool pause_for(std::chrono::milliseconds pause, const std::stop_token& stop);
void wait_for_stop(const std::stop_token& stop);

}  // namespace fairdraw::testing
