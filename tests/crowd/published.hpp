// What a round says of itself, and when that is on this machine's clock.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "http_crowd.hpp"

namespace crowd {

// The answer of GET /v1/rounds/{round}. Throws std::runtime_error when there is none.
nlohmann::json read_round(HttpCrowd& crowd, const std::string& round_id);

struct Window {
    int64_t from_ms;
    int64_t to_ms;
};
// {"from": time, "to": time}
Window window_of(const nlohmann::json& window);
// Reads 2026-11-21T15:00:00.000Z.
int64_t unix_ms(const std::string& time);

int64_t local_unix_ms();
// The server's clock, of this machine's.
int64_t server_ahead_ms(const nlohmann::json& round);

}  // namespace crowd
