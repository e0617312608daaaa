// One connection to PostgreSQL, acting as one role. One thread at a time may use it.
//
// It never reconnects by itself: a silent reconnection would lose the role and the settings below. Once
// broken it stays broken, and its owner opens another.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "postgres/parameters.hpp"
#include "postgres/statement.hpp"

namespace pqxx {
class connection_base;
class result;
class transaction_base;
}  // namespace pqxx

namespace fairdraw::postgres {

struct ConnectionSettings {
    std::string url;  // a libpq URL or connection string
    std::string
        role;  // SET ROLE at the start, so that rights do not depend on who logged in; empty: as logged in
    int statement_timeout_ms = 0;  // 0: no bound
    int lock_timeout_ms = 0;
};

// Throws std::invalid_argument, without repeating it, for what no connection can be made with.
void check_url(const std::string& url);

class Connection {
  public:
    // Throws Unavailable when there is no connection to be had, or the role cannot be taken.
    explicit Connection(const ConnectionSettings& settings);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Runs one statement in a transaction of its own, for reading. Throws as pqxx does; see failure.hpp.
    pqxx::result read(const Statement& statement, Parameters parameters = {});

    bool usable() const;
    pqxx::connection_base& raw();

    // The first time this connection meets a statement; otherwise does nothing.
    void prepare(const Statement& statement);

    // Runs a statement in a transaction, prepared.
    pqxx::result run(pqxx::transaction_base& transaction, const Statement& statement, Parameters parameters);

  private:
    struct Raw;
    std::unique_ptr<Raw> raw_;
    std::set<const char*> prepared_;
};

}  // namespace fairdraw::postgres
