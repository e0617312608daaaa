// A transaction that writes. Every commit of the service goes through here, so that each has its name and its
// two crash points. One thread.
#pragma once

#include <memory>

#include "postgres/connection.hpp"

namespace fairdraw::postgres {

// What a transaction is for; the name is used in logs and for crash points.
struct Step {
    const char* name;
};

class Transaction {
  public:
    Transaction(Connection& connection, Step step);
    ~Transaction();  // rolls back unless committed
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    pqxx::result run(const Statement& statement, Parameters parameters = {});

    // Throws pqxx::in_doubt_error when the connection broke on the way: whether it is committed must then be
    // asked.
    void commit();

  private:
    Connection& connection_;
    Step step_;
    std::unique_ptr<pqxx::transaction_base> transaction_;
};

// A transaction of one statement, in one trip to the database: what it gives back is committed. Throws
// pqxx::in_doubt_error when the connection broke on the way.
pqxx::result run_alone(Connection& connection, Step step, const Statement& statement, Parameters parameters);

}  // namespace fairdraw::postgres
