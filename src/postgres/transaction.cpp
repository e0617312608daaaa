#include "postgres/transaction.hpp"

#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>

#include "postgres/failure.hpp"

#ifdef FAIRDRAW_CRASH_POINTS
#include <csignal>
#include <cstdlib>
#endif

namespace fairdraw::postgres {

namespace {

#ifdef FAIRDRAW_CRASH_POINTS
// Test builds die here as if the power had gone, when told to by FAIRDRAW_CRASH_AT=<step>.<moment>.
void crash_point(const Step& step, const char* moment) {
    const char* wanted = std::getenv("FAIRDRAW_CRASH_AT");
    if (wanted && wanted == std::string(step.name) + "." + moment) std::raise(SIGKILL);
}
#else
void crash_point(const Step&, const char*) {}
#endif

}  // namespace

Transaction::Transaction(Connection& connection, Step step)
    : connection_(connection), step_(step), transaction_(std::make_unique<pqxx::work>(connection.raw())) {}

Transaction::~Transaction() = default;

pqxx::result Transaction::run(const Statement& statement, Parameters parameters) {
    return connection_.run(*transaction_, statement, parameters);
}

void Transaction::commit() {
    crash_point(step_, "before_commit");
    try {
        transaction_->commit();
    } catch (const pqxx::statement_completion_unknown&) {
        throw;
    } catch (const pqxx::transaction_rollback&) {
        throw;
    } catch (const std::exception& e) {
        // Whatever else went wrong between the sending of COMMIT and its answer, the commit may have
        // happened.
        throw pqxx::in_doubt_error(std::string(step_.name) + ": " + e.what());
    }
    crash_point(step_, "after_commit");
}

pqxx::result run_alone(Connection& connection, Step step, const Statement& statement, Parameters parameters) {
    connection.prepare(statement);
    crash_point(step, "before_commit");
    try {
        pqxx::nontransaction transaction{connection.raw()};
        auto result = connection.run(transaction, statement, parameters);
        crash_point(step, "after_commit");
        return result;
    } catch (...) {
        const auto failure = classify(std::current_exception());
        if (failure.kind != FailureKind::unavailable) throw;
        throw pqxx::in_doubt_error(std::string(step.name) + ": " + failure.message);
    }
}

}  // namespace fairdraw::postgres
