// A first-come round as its users see it, and whether what they were told adds up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "http_crowd.hpp"
#include "people.hpp"
#include "steps.hpp"

namespace crowd {

struct Rush {
    std::string id;
    Tally grabs;
    Tally results;
    size_t users = 0;
    size_t stock = 0;
    size_t given = 0;                   // different coupons, as the users were told
    std::vector<std::string> failures;  // why the round did not hold; empty if it did
};

// Takes part in a round that was announced and is not over, with more users than coupons: each asks once for
// a coupon, and once what became of that. Throws std::runtime_error when the round cannot be read. `told`
// gets one element a user.
Rush take_part_in_rush(HttpCrowd&, const People&, const std::string& round_id, uint64_t seed,
                       std::vector<Told>& told);

}  // namespace crowd
