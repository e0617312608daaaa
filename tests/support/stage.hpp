// What most stories need: a migrated database, the service on it, and rounds that last seconds.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/api_client.hpp"
#include "support/fairdraw_server.hpp"
#include "support/postgres_cluster.hpp"

namespace fairdraw::testing {

// One thread; its clients and its server as they say themselves.
struct Stage {
    explicit Stage(ServerSettings settings = {}, PostgresCluster& cluster = PostgresCluster::shared());

    std::string database_url;
    FairdrawServer server;
    ApiClient operator_;
    ApiClient anyone;

    // All users are the server's own; a token that no test has seen costs the server a signature.
    ApiClient user(const std::string& id) const { return server.user(id); }
    // What the database says, past the program.
    std::int64_t count(const std::string& sql) const;
};

struct TimeSpan {
    std::int64_t from_ms;  // since 1970
    std::int64_t to_ms;
};

struct RoundPlan {
    std::string round;
    std::optional<TimeSpan> reserve;
    TimeSpan enter;
    std::string quota = "odds 1/5 stochastic";
    std::string beacon = "none";

    // The body of POST /v1/rounds.
    std::string json() const;
};

// Reservations for `reserve_for_ms` from a moment that leaves time to announce, then entries for
// `enter_for_ms`.
RoundPlan plan_round(std::string round, int reserve_for_ms = 1500, int enter_for_ms = 1500);
// Nobody needs to reserve; entries are taken after a moment.
RoundPlan plan_open_round(std::string round, int enter_for_ms = 1500);

// Fails the test unless the round is announced.
void announce(ApiClient& operator_, const RoundPlan& plan);

// Waits until the public state of a round is one of `states`; throws when it is past them already.
std::string wait_for_state(ApiClient& client, const std::string& round,
                           const std::vector<std::string>& states);
void wait_for_draw(ApiClient& client, const std::string& round);

// Calls `act` once for each of 0 … count-1, from several threads. The first exception of them is thrown here.
void for_each_of(int count, const std::function<void(int)>& act, int threads = 8);

// "user-007"
std::string user_name(int index);

// `fairdraw audit` of a round over HTTP, with the operator's key pinned.
struct AuditResult {
    int exit_status;
    std::string verdict;
    std::vector<std::string> checks;  // ids in order
    std::vector<std::string> failing;
    std::vector<std::string> unknown;  // what could not be checked
    std::string text;
};
AuditResult audit(const FairdrawServer& server, const std::string& round,
                  const std::vector<std::string>& more_arguments = {});
// Fails the test unless it passes.
void check_audit_passes(const FairdrawServer& server, const std::string& round,
                        const std::vector<std::string>& more_arguments = {});

// A published file's lines.
std::vector<std::string> evidence_lines(ApiClient& client, const std::string& round, const std::string& file);

std::int64_t now_ms();
// "2026-11-21T15:00:00.000Z"
std::string rfc3339(std::int64_t unix_ms);
std::int64_t parse_rfc3339(const std::string& text);

}  // namespace fairdraw::testing
