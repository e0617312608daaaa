#include "http/problem.hpp"

#include <nlohmann/json.hpp>

namespace fairdraw::http {
namespace {

struct Kind {
    std::string_view name;
    int status;
    std::string_view title;
};

// In the order of Code.
constexpr std::array kinds{
    Kind{"INVALID_REQUEST", 400, "Invalid request"},
    Kind{"UNAUTHENTICATED", 401, "A valid token is required"},
    Kind{"FORBIDDEN", 403, "Not allowed to this caller"},
    Kind{"NOT_IN_ACTIVE_TIME", 403, "Outside the active time"},
    Kind{"NOT_RESERVED", 403, "Not reserved"},
    Kind{"NOT_FOUND", 404, "Not found"},
    Kind{"ROUND_NOT_FOUND", 404, "No such round"},
    Kind{"METHOD_NOT_ALLOWED", 405, "Method not allowed"},
    Kind{"CONFLICT", 409, "Conflict"},
    Kind{"ROUND_VOID", 409, "The round is void"},
    Kind{"SOLD_OUT", 409, "Sold out"},
    Kind{"COUPON_UNUSABLE", 409, "The coupon cannot be used"},
    Kind{"PAYLOAD_TOO_LARGE", 413, "Payload too large"},
    Kind{"RATE_LIMITED", 429, "Too many requests"},
    Kind{"OVERLOADED", 503, "Overloaded"},
    Kind{"UNAVAILABLE", 503, "Temporarily unavailable"},
    Kind{"INTERNAL", 500, "Internal error"},
};
static_assert(kinds.size() == all_codes.size());

const Kind& kind(Code code) {
    return kinds.at(static_cast<std::size_t>(code));
}

constexpr std::string_view problem_type = "application/problem+json";

bool is_worth_retrying(Code code) {
    return code == Code::rate_limited || code == Code::overloaded || code == Code::unavailable;
}

}  // namespace

std::string_view name(Code code) {
    return kind(code).name;
}
int status(Code code) {
    return kind(code).status;
}
std::string_view title(Code code) {
    return kind(code).title;
}

Response problem(Code code, std::string_view detail, const ProblemExtras& extras) {
    nlohmann::ordered_json body{
        {"type", "about:blank"}, {"title", title(code)}, {"status", status(code)},
        {"detail", detail},      {"code", name(code)},
    };

    Response response;
    response.status = status(code);
    response.content_type = problem_type;
    response.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    say_recorded(response, extras.recorded);
    if (code == Code::unauthenticated) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    if (is_worth_retrying(code)) {
        response.headers.emplace_back("Retry-After", std::to_string(extras.retry_after_s));
    }
    return response;
}

// The body is text by now, an object that is not empty and holds no other object.
void say_recorded(Response& response, Recorded recorded) {
    constexpr std::string_view member = ",\"recorded\":";
    bool says_it = response.body.find(member) != std::string::npos;
    if (recorded == Recorded::not_said || response.content_type != problem_type || says_it) return;
    response.body.pop_back();
    response.body.append(member).append(recorded == Recorded::no ? "false}" : "null}");
}

}  // namespace fairdraw::http
