// Every refusal this program can answer with: application/problem+json (RFC 9457) and the `code` of
// docs/openapi.yaml. Pure functions; any thread may call them.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace fairdraw::http {

enum class Code {
    invalid_request,
    unauthenticated,
    forbidden,
    not_in_active_time,
    not_reserved,
    not_found,
    round_not_found,
    method_not_allowed,
    conflict,
    round_void,
    sold_out,
    coupon_unusable,
    payload_too_large,
    rate_limited,
    overloaded,
    unavailable,
    internal,  // a bug of ours; never given on purpose
};

inline constexpr std::array all_codes{
    Code::invalid_request,   Code::unauthenticated, Code::forbidden,       Code::not_in_active_time,
    Code::not_reserved,      Code::not_found,       Code::round_not_found, Code::method_not_allowed,
    Code::conflict,          Code::round_void,      Code::sold_out,        Code::coupon_unusable,
    Code::payload_too_large, Code::rate_limited,    Code::overloaded,      Code::unavailable,
    Code::internal,
};

// "INVALID_REQUEST"
std::string_view name(Code code);
// 400
int status(Code code);
// "Invalid request"
std::string_view title(Code code);

// Whether anything was written for the request that is refused: `unknown` when the database went away during
// commit.
enum class Recorded { not_said, no, unknown };

struct ProblemExtras {
    Recorded recorded = Recorded::not_said;
    int retry_after_s = 1;  // sent with rate_limited, overloaded and unavailable alone
};

// `detail` tells this occurrence to a person. 401 also carries `WWW-Authenticate: Bearer`. Bytes of `detail`
// that are not UTF-8 are replaced.
Response problem(Code code, std::string_view detail, const ProblemExtras& extras = {});

// Lets a problem that does not say it yet say whether anything was recorded. Leaves other responses alone.
void say_recorded(Response& response, Recorded recorded);

}  // namespace fairdraw::http
