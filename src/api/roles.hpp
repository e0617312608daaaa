// As whom the service works on the database, and how long it waits there. Values; any thread.
#pragma once

#include <string>

#include "postgres/connection.hpp"

namespace fairdraw::api {

// Answers requests.
inline postgres::ConnectionSettings as_serving(const std::string& url) {
    return {.url = url, .role = "fairdraw_serving", .statement_timeout_ms = 10'000, .lock_timeout_ms = 5'000};
}

// Acts for operators and merchants: requests, too, so its waits are bounded.
inline postgres::ConnectionSettings as_keeper(const std::string& url) {
    return {.url = url, .role = "fairdraw_keeper", .statement_timeout_ms = 30'000, .lock_timeout_ms = 10'000};
}

// Reads all there is, for somebody who waits for it.
inline postgres::ConnectionSettings as_reporter(const std::string& url) {
    return {
        .url = url, .role = "fairdraw_keeper", .statement_timeout_ms = 300'000, .lock_timeout_ms = 10'000};
}

// Does what is due by the clock: a draw takes as long as it takes.
inline postgres::ConnectionSettings as_clockwork(const std::string& url) {
    return {.url = url, .role = "fairdraw_keeper", .statement_timeout_ms = 0, .lock_timeout_ms = 10'000};
}

}  // namespace fairdraw::api
