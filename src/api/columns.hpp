// What columns hold, as values and as JSON: times are whole milliseconds since 1970, and NULL is null.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "fairdraw/time.hpp"

namespace pqxx {
class field;
}

namespace fairdraw::api {

// Nothing where it is NULL, `from` that is.
std::optional<std::int64_t> optional_count(const pqxx::field& count);
std::optional<std::string> optional_text(const pqxx::field& text);
std::optional<Window> window_of(const pqxx::field& from, const pqxx::field& to);

nlohmann::ordered_json time_or_null(const pqxx::field& ms);
nlohmann::ordered_json text_or_null(const pqxx::field& text);
nlohmann::ordered_json count_or_null(const pqxx::field& count);

}  // namespace fairdraw::api
