#include "log/origin.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <pqxx/result>

#include "fairdraw/texts.hpp"
#include "postgres/failure.hpp"
#include "postgres/migrate.hpp"
#include "sql/log_sql.hpp"

namespace fairdraw::log {

std::optional<std::string> refuse_origin(postgres::Connection& connection, Keys keys) {
    const auto first = connection.read(sql::find_first_leaf);
    if (first.empty()) return std::nullopt;
    const auto published = parse_announcement(first[0][0].as<std::string>()).value().origin;
    const auto& given = keys.front().origin();
    if (given == published) return std::nullopt;
    return fmt::format(
        "the first signing key is of the origin {}, but what this database has published is of {}, whose log "
        "would hold somebody else's texts; give a key of {} first",
        given, published, published);
}

std::optional<std::string> refuse_origin(const std::string& database_url, Keys keys) {
    try {
        postgres::Connection connection{
            {.url = database_url, .role = "fairdraw_keeper", .statement_timeout_ms = 5'000}};
        auto unchecked = postgres::missing_migration(connection);
        if (!unchecked) return refuse_origin(connection, keys);
        spdlog::warn("event=origin_not_checked reason={:?}", *unchecked);
    } catch (...) {
        spdlog::warn("event=origin_not_checked reason={:?}",
                     postgres::classify(std::current_exception()).message);
    }
    return std::nullopt;
}

}  // namespace fairdraw::log
