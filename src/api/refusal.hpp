// What a caller is told instead of an answer: a value, not an exception. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "fairdraw/time.hpp"
#include "http/problem.hpp"
#include "postgres/failure.hpp"

namespace fairdraw::api {

struct Refusal {
    http::Code code;
    std::string detail;
    http::ProblemExtras extras = {};

    http::Response response() const { return http::problem(code, detail, extras); }
};

// Of a request that arrived too early or too late, and was therefore not recorded. `plural`: of what.
Refusal refuse_outside(std::string_view plural, const Window& window, UnixMs arrived);

// What an infrastructure failure means to a caller; see http::ServerOptions::map_exception. Nothing: a
// defect.
std::optional<Refusal> refusal_of(const postgres::Failure& failure);

}  // namespace fairdraw::api
