// What columns hold, as values and as JSON: times are whole milliseconds since 1970, and NULL is null.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <pqxx/result>

#include "fairdraw/time.hpp"

namespace fairdraw::api {

// Nothing where it is NULL.
template <class T>
std::optional<T> optional_of(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return field.as<T>();
}

// Nothing where `from` is NULL.
std::optional<Window> window_of(const pqxx::field& from, const pqxx::field& to);

nlohmann::ordered_json time_or_null(const pqxx::field& ms);
nlohmann::ordered_json text_or_null(const pqxx::field& text);
nlohmann::ordered_json count_or_null(const pqxx::field& count);

}  // namespace fairdraw::api
