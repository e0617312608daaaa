#include "api/columns.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/result>

namespace fairdraw::api {

using Json = nlohmann::ordered_json;

std::optional<std::int64_t> optional_count(const pqxx::field& count) {
    if (count.is_null()) return std::nullopt;
    return count.as<std::int64_t>();
}

std::optional<std::string> optional_text(const pqxx::field& text) {
    if (text.is_null()) return std::nullopt;
    return text.as<std::string>();
}

std::optional<Window> window_of(const pqxx::field& from, const pqxx::field& to) {
    if (from.is_null()) return std::nullopt;
    return Window{UnixMs{from.as<std::int64_t>()}, UnixMs{to.as<std::int64_t>()}};
}

Json time_or_null(const pqxx::field& ms) {
    if (ms.is_null()) return nullptr;
    return format_rfc3339(UnixMs{ms.as<std::int64_t>()});
}

Json text_or_null(const pqxx::field& text) {
    if (text.is_null()) return nullptr;
    return text.as<std::string>();
}

Json count_or_null(const pqxx::field& count) {
    if (count.is_null()) return nullptr;
    return count.as<std::int64_t>();
}

}  // namespace fairdraw::api
