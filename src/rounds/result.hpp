// What became of one user in one round, and how that is told. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "fairdraw/bytes.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw::rounds {

// What is the same for everybody.
struct Fate {
    std::string state;  // as stored, see the comment on fairdraw.rounds.state
    std::optional<Hash> seed;
    std::optional<Hash> cutoff;
    bool is_drawn = true;  // or whoever comes first wins

    // Nothing of it changes any more.
    bool is_final() const { return is_drawn && (state == "drawn" || state == "void"); }
};

// What stands recorded of one user.
struct Part {
    struct Coupon {
        std::string code;
        UnixMs issued_at;
        std::optional<UnixMs> expires_at;
        std::optional<std::string> template_id;
    };
    std::optional<UnixMs> reserved_at;
    std::optional<UnixMs> received_at;
    std::optional<Tag> tag;  // of whoever entered
    bool disqualified = false;
    std::int64_t rank = 0;  // 0: none
    std::optional<Coupon> coupon;
};

// What GET /v1/rounds/{round}/result answers with.
struct Result {
    std::string json;
    std::string etag;
    std::optional<std::int64_t> due_in_ms = {};  // while it is pending: until the close may begin
};

Result result_of(const RoundId& round, const Fate& fate, const Part& part, std::int64_t due_in_ms);

}  // namespace fairdraw::rounds
