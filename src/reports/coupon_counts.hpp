// What became of coupons, template by template, as JSON and as text/csv (RFC 4180). Pure; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace pqxx {
class result;
class row;
}  // namespace pqxx

namespace fairdraw::reports {

// Of a row of count_coupons.sql.
nlohmann::ordered_json counts_of(const pqxx::row& row);
// A header and a line for each row of it.
std::string csv_of(const pqxx::result& rows);

}  // namespace fairdraw::reports
