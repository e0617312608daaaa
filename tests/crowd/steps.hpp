// What the whole crowd does one after another in a round: reserve, enter, ask for the result until there is
// one. Each user asks until the answer is final; only being overloaded, unavailable or unreachable is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "http_crowd.hpp"
#include "people.hpp"

namespace crowd {

// What one user was told; empty where nothing was.
struct Told {
    std::string reserved_at;
    std::string tag;
    std::string received_at;
    std::string draw_due_at;
    std::string grabbed;  // a code, at once
    std::string status;   // of the result, as are the rest
    std::string result_tag;
    std::string result_received_at;
    std::string coupon;
};

struct Tally {
    size_t users = 0;
    size_t answered = 0;  // finally, whatever the answer was
    size_t repeated = 0;  // of those, what the server had done already
    size_t pending = 0;   // answers that there is no result yet
    size_t overloaded = 0;
    size_t connection_errors = 0;
    std::map<std::string, size_t> refused;  // by the problem's code
    std::vector<int64_t> latencies_us;      // of every answer but overloaded ones
    int64_t all_ms = 0;                     // from the first moment to the last final answer

    // The latency that `share` of the answers (0 to 1) did not exceed; 0 when there were none.
    double latency_ms(double share) const;
};

struct Step {
    std::string round;
    std::vector<int64_t> moments_us;  // one a user, from now
    int64_t patience_s = 300;
};

// `told` has one element a user.
Tally reserve(HttpCrowd&, const People&, const Step&, std::vector<Told>& told);
Tally enter(HttpCrowd&, const People&, const Step&, std::vector<Told>& told);
// Enters a first-come round; SOLD_OUT is among the refused.
Tally grab(HttpCrowd&, const People&, const Step&, std::vector<Told>& told);
Tally ask_results(HttpCrowd&, const People&, const Step&, std::vector<Told>& told);

}  // namespace crowd
