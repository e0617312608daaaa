#include "notices/restored.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <pqxx/result>

#include "postgres/failure.hpp"
#include "postgres/migrate.hpp"
#include "sql/notices_sql.hpp"

namespace fairdraw::notices {

namespace {

std::optional<std::string> refusal(postgres::Connection& connection) {
    const auto behind = connection.read(sql::transactions_behind)[0][0].as<std::int64_t>();
    if (behind == 0) return std::nullopt;
    return fmt::format(
        "the database was restored elsewhere, where {} transactions are to be counted before it may be "
        "served: let its owner CALL fairdraw.advance_transactions() once (docs/operations.md, Webhooks)",
        behind);
}

}  // namespace

std::optional<std::string> refuse_restored(const std::string& database_url) {
    try {
        postgres::Connection connection{
            {.url = database_url, .role = "fairdraw_keeper", .statement_timeout_ms = 5'000}};
        auto unchecked = postgres::missing_migration(connection);
        if (!unchecked) return refusal(connection);
        spdlog::warn("event=transactions_not_checked reason={:?}", *unchecked);
    } catch (...) {
        spdlog::warn("event=transactions_not_checked reason={:?}",
                     postgres::classify(std::current_exception()).message);
    }
    return std::nullopt;
}

}  // namespace fairdraw::notices
