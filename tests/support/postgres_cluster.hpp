// A private PostgreSQL 15 for the tests of one executable: in a temporary folder, on a Unix socket of its
// own, with fsync on as in production, and as an unprivileged user when the tests run as root. Nothing of it
// remains.
//
// stop(), crash() and start() are for one thread at a time; the rest may be called by any.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace fairdraw::testing {

class PostgresCluster {
  public:
    // The one of this executable, made and started at the first call.
    static PostgresCluster& shared();

    PostgresCluster();
    ~PostgresCluster();
    PostgresCluster(const PostgresCluster&) = delete;
    PostgresCluster& operator=(const PostgresCluster&) = delete;

    // URLs of fresh databases, owned by a role that is no superuser, as scripts/postgres sets one up.
    std::string create_empty_database();
    std::string create_database();  // migrated

    // In order: what was committed is on disk, clients are cut off. As if the power had gone: clients are cut
    // off, and the next start recovers. Both return once the server is gone; start() once it takes
    // connections.
    void stop();
    void crash();
    void start();

    // What the server has said so far.
    std::string log() const;

  private:
    struct Server;

    std::string url(std::string_view database, std::string_view user) const;
    std::string create_database_from(std::string_view origin);

    std::unique_ptr<Server> server_;
    std::mutex mutex_;
    int databases_ = 0;
    bool template_made_ = false;
};

// What a test asks a database directly, past the program, as a superuser. SQL's null is "null".
using Rows = std::vector<std::vector<std::string>>;
Rows query(const std::string& database_url, const std::string& sql);
// The one column of the one row.
std::string query_value(const std::string& database_url, const std::string& sql);

// A transaction that has done `sql` and is neither committed nor, until it goes, rolled back: it stops the
// program in the middle of what it is doing.
class OpenTransaction {
  public:
    OpenTransaction(const std::string& database_url, const std::string& sql);
    ~OpenTransaction();
    OpenTransaction(const OpenTransaction&) = delete;
    OpenTransaction& operator=(const OpenTransaction&) = delete;

    // Until somebody waits for this transaction.
    void wait_for_somebody() const;
    // Runs a last statement and commits; otherwise the transaction is rolled back when it goes.
    void commit(const std::string& sql);

  private:
    struct Connected;
    const std::string database_url_;
    std::unique_ptr<Connected> connected_;
};

}  // namespace fairdraw::testing
