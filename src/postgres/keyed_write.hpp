// Carries out a write that is keyed, so that doing it again finds what the first time did: through lost
// connections and commits of unknown outcome, for a bounded time. One thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "postgres/connection.hpp"
#include "postgres/failure.hpp"

namespace fairdraw::postgres {

class KeyedWriter {
  public:
    explicit KeyedWriter(ConnectionSettings settings) : settings_(std::move(settings)) {}

    // Calls `write` until it returns, or `patience_ms` are over. The Failure then says what is known:
    // commit_unknown if any try may have been committed. A second try waits in the database for the first
    // one's transaction to end (unique constraints see to that), so what it finds is final.
    // After a failure the next write is tried once only, until one succeeds: what waits behind an outage is
    // told soon.
    std::optional<Failure> attempt(const std::function<void(Connection&)>& write, int patience_ms);

  private:
    const ConnectionSettings settings_;
    std::unique_ptr<Connection> connection_;
    bool failing_ = false;
};

}  // namespace fairdraw::postgres
