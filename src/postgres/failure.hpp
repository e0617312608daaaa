// The one place where what PostgreSQL or the way to it did wrong is turned into what a caller can act on.
// Functions here are pure; any thread.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

namespace fairdraw::postgres {

enum class FailureKind {
    unavailable,  // no connection, or the database said it is not taking work: nothing was written; try later
    conflict,     // another transaction was in the way (deadlock, serialization, lock timeout): nothing was
                  // written; try again
    commit_unknown,  // the connection broke while committing: ask what became of it, never repeat blindly
    defect,          // anything else: a bug, or an operator's mistake such as a missing migration or right
};

struct Failure {
    FailureKind kind;
    std::string message;  // one line, without the connection string
};

// Thrown by this room itself: no connection to be had, or none free within the wait.
class Unavailable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

Failure classify(const std::exception_ptr& error);

}  // namespace fairdraw::postgres
