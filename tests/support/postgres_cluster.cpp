#include "support/postgres_cluster.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <stdexcept>

#include "postgres/migrate.hpp"
#include "support/child_process.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait_until.hpp"

namespace fairdraw::testing {

namespace {

constexpr const char* superuser = "postgres";
constexpr const char* owner = "fairdraw";

// PostgreSQL refuses to run as root.
std::string unprivileged_user() {
    return getuid() == 0 ? "postgres" : "";
}

// In memory where there is plenty of it: what the tests cut off are processes and not the power, and dozens
// of databases cost more time on a disk than all that is done in them.
std::filesystem::path roomy_folder() {
    constexpr std::uintmax_t plenty_bytes = 4ULL << 30;
    const std::filesystem::path memory = "/dev/shm";
    std::error_code missing;
    const auto space = std::filesystem::space(memory, missing);
    return !missing && space.available > plenty_bytes ? memory : std::filesystem::temp_directory_path();
}

void own(const std::filesystem::path& folder, const std::string& user) {
    if (user.empty()) return;
    const passwd* found = getpwnam(user.c_str());
    if (!found || chown(folder.c_str(), found->pw_uid, found->pw_gid) != 0) {
        throw std::runtime_error("cannot give " + folder.string() + " to " + user);
    }
}

std::string with_user(std::string url, std::string_view user) {
    const auto begin = url.find("//") + 2;
    return url.replace(begin, url.find('@') - begin, user);
}

}  // namespace

struct PostgresCluster::Server {
    TemporaryFolder folder{roomy_folder()};
    std::string user = unprivileged_user();
    std::unique_ptr<ChildProcess> process;

    std::filesystem::path data() const { return folder.path() / "data"; }
    std::filesystem::path log() const { return folder.path() / "log"; }

    Command command(const char* program, std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), fmt::format("{}/{}", FAIRDRAW_POSTGRES_BIN, program));
        return {std::move(arguments), {}, log(), {}, user, SIGQUIT};
    }

    void initialise() const {
        own(folder.path(), user);
        // Only the making of the empty cluster goes without fsync; the server itself has it on.
        const auto made = run(command(
            "initdb", {"--pgdata=" + data().string(), fmt::format("--username={}", superuser), "--auth=trust",
                       "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"}));
        if (made.status.code != 0) throw std::runtime_error("initdb: " + made.errors);
    }

    void end(int signal) {
        process->kill(signal);
        process->wait();
        process.reset();
    }
};

PostgresCluster& PostgresCluster::shared() {
    static PostgresCluster cluster;
    return cluster;
}

PostgresCluster::PostgresCluster() : server_(std::make_unique<Server>()) {
    server_->initialise();
    start();
    query(url("postgres", superuser), fmt::format("CREATE ROLE {} LOGIN CREATEROLE", owner));
}

PostgresCluster::~PostgresCluster() {
    try {
        if (server_->process) crash();
    } catch (const std::exception&) {
        // The process's own destructor is harsher.
    }
}

std::string PostgresCluster::url(std::string_view database, std::string_view user) const {
    return fmt::format("postgresql://{}@/{}?host={}", user, database, server_->folder.path().string());
}

std::string PostgresCluster::create_database_from(std::string_view origin) {
    const auto name = fmt::format("test_{}", ++databases_);
    query(url("postgres", superuser),
          fmt::format("CREATE DATABASE {} OWNER {} TEMPLATE {}", name, owner, origin));
    return url(name, owner);
}

std::string PostgresCluster::create_empty_database() {
    const std::lock_guard lock(mutex_);
    return create_database_from("template1");
}

std::string PostgresCluster::create_database() {
    const std::lock_guard lock(mutex_);
    if (!template_made_) {
        query(url("postgres", superuser), fmt::format("CREATE DATABASE migrated OWNER {}", owner));
        postgres::Connection connection({url("migrated", owner), {}, 0, 0});
        postgres::migrate(connection, [](const std::string&) {});
        template_made_ = true;
    }
    return create_database_from("migrated");
}

void PostgresCluster::stop() {
    server_->end(SIGINT);
}

void PostgresCluster::crash() {
    server_->end(SIGQUIT);
}

void PostgresCluster::start() {
    server_->process = std::make_unique<ChildProcess>(
        server_->command("postgres", {"-D", server_->data().string(), "-k", server_->folder.path().string(),
                                      "-c", "listen_addresses=", "-c", "max_connections=200", "-c",
                                      "shared_buffers=64MB", "-c", "max_wal_size=256MB", "-c", "fsync=on",
                                      // After a crash: not file by file through dozens of databases.
                                      "-c", "recovery_init_sync_method=syncfs"}));
    wait_until("PostgreSQL to take connections", [this] {
        if (!server_->process->running())
            throw std::runtime_error("PostgreSQL: " + read_file(server_->log()));
        return run(server_->command("pg_isready", {"-q", "-h", server_->folder.path().string()}))
                   .status.code == 0;
    });
}

std::string PostgresCluster::log() const {
    return read_file(server_->log());
}

Rows query(const std::string& database_url, const std::string& sql) {
    pqxx::connection connection(with_user(database_url, superuser));
    pqxx::nontransaction transaction(connection);
    Rows rows;
    for (const auto& row : transaction.exec(sql)) {
        auto& fields = rows.emplace_back();
        for (const auto& field : row) fields.emplace_back(field.is_null() ? "null" : field.c_str());
    }
    return rows;
}

std::string query_value(const std::string& database_url, const std::string& sql) {
    const auto rows = query(database_url, sql);
    if (rows.size() != 1 || rows[0].size() != 1) throw std::runtime_error("not one value: " + sql);
    return rows[0][0];
}

struct OpenTransaction::Connected {
    explicit Connected(const std::string& database_url)
        : connection(with_user(database_url, superuser)), work(connection) {}

    pqxx::connection connection;
    pqxx::work work;
};

OpenTransaction::OpenTransaction(const std::string& database_url, const std::string& sql)
    : database_url_(database_url), connected_(std::make_unique<Connected>(database_url)) {
    connected_->work.exec(sql);
}

OpenTransaction::~OpenTransaction() = default;

void OpenTransaction::commit(const std::string& sql) {
    connected_->work.exec(sql);
    connected_->work.commit();
}

void OpenTransaction::wait_for_somebody() const {
    const auto waiting =
        fmt::format("SELECT count(*) FROM pg_stat_activity WHERE {} = ANY (pg_blocking_pids(pid))",
                    connected_->connection.backendpid());
    wait_until("somebody to wait for a transaction",
               [&] { return query_value(database_url_, waiting) != "0"; });
}

}  // namespace fairdraw::testing
