// A whole round as its users see it, and whether what they were told agrees with what was published.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http_crowd.hpp"
#include "people.hpp"
#include "steps.hpp"

namespace crowd {

struct Round {
    std::string id;
    Tally reserve;
    Tally enter;
    Tally results;
    size_t users = 0;
    size_t acknowledged = 0;            // entries
    size_t missing = 0;                 // of those, that entries.txt does not list
    size_t won = 0;                     // as the users were told
    int64_t draw_ms = 0;                // from `closed` to `drawn`, by the published texts
    int64_t everybody_knew_ms = 0;      // from the end of the entry window until the last user had the result
    std::vector<std::string> failures;  // why the round did not hold; empty if it did
};

// Takes part in a round that was announced and whose windows are still ahead, and returns when everybody has
// a result. Throws std::runtime_error when the round cannot be read. `told` gets one element a user.
Round take_part(HttpCrowd&, const People&, const std::string& round_id, uint64_t seed,
                std::vector<Told>& told);

// How many may win by a rule of the draw protocol ("odds A/B stochastic", "odds A/B floor", "count C"), at
// least and at most; nothing when it is no such rule.
std::optional<std::pair<size_t, size_t>> winners_by(const std::string& quota, size_t entries);

}  // namespace crowd
