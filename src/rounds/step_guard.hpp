// Turns a defect inside a step into RoundStopped, so that one round's trouble does not stop the others; what
// may pass (the database is away, another transaction was in the way) goes through as it is, and the step is
// tried again.
#pragma once

#include <exception>
#include <string>

#include "postgres/failure.hpp"
#include "rounds/life.hpp"

namespace fairdraw::rounds {

template <class Step>
auto stopping_on_defects(RoundNumber round, const char* name, const Step& step) {
    try {
        return step();
    } catch (const RoundStopped&) {
        throw;
    } catch (...) {
        const auto failure = postgres::classify(std::current_exception());
        if (failure.kind != postgres::FailureKind::defect) throw;
        throw RoundStopped(round, std::string(name) + " failed: " + failure.message);
    }
}

}  // namespace fairdraw::rounds
