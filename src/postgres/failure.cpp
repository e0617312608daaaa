#include "postgres/failure.hpp"

#include <algorithm>
#include <pqxx/except>

namespace fairdraw::postgres {

namespace {

std::string one_line(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

FailureKind kind_of(const std::string& sqlstate) {
    const auto in_class = [&](const char* prefix) { return sqlstate.rfind(prefix, 0) == 0; };
    // libpq has no code for what it noticed itself: the connection is gone. 25P03 is the session's own bound
    // on idling.
    if (sqlstate.empty() || sqlstate == "25P03") return FailureKind::unavailable;
    if (in_class("08") || in_class("57P") || in_class("53")) return FailureKind::unavailable;
    // Lock not available; statement timeout is a query cancelled.
    if (sqlstate == "55P03" || sqlstate == "57014") return FailureKind::conflict;
    // A standby or a database set read-only refuses writes until it is promoted.
    if (sqlstate == "25006") return FailureKind::unavailable;
    return FailureKind::defect;
}

}  // namespace

Failure classify(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const Unavailable& e) {
        return {FailureKind::unavailable, one_line(e.what())};
    } catch (const pqxx::in_doubt_error& e) {
        return {FailureKind::commit_unknown, one_line(e.what())};
    } catch (const pqxx::statement_completion_unknown& e) {
        // Derives from transaction_rollback, though nothing is known to be rolled back.
        return {FailureKind::commit_unknown, one_line(e.what())};
    } catch (const pqxx::transaction_rollback& e) {
        return {FailureKind::conflict, one_line(e.what())};
    } catch (const pqxx::broken_connection& e) {
        return {FailureKind::unavailable, one_line(e.what())};
    } catch (const pqxx::sql_error& e) {
        const auto code = e.sqlstate().empty() ? "" : " [SQLSTATE " + e.sqlstate() + "]";
        return {kind_of(e.sqlstate()), one_line(e.what()) + code};
    } catch (const std::exception& e) {
        return {FailureKind::defect, one_line(e.what())};
    } catch (...) {
        return {FailureKind::defect, "an exception of unknown type"};
    }
}

}  // namespace fairdraw::postgres
