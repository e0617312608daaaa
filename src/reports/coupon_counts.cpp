#include "reports/coupon_counts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <nlohmann/json.hpp>
#include <pqxx/result>
#include <vector>

#include "api/columns.hpp"
#include "api/csv.hpp"

namespace fairdraw::reports {

namespace {

using Json = nlohmann::ordered_json;

// The columns of count_coupons.sql that are numbers, from the third on.
constexpr std::array<const char*, 13> names{
    "issued", "draw",    "first_come", "grant",       "claim",       "code",           "held",
    "used",   "expired", "reverted",   "amount_held", "amount_used", "amount_reverted"};

}  // namespace

Json counts_of(const pqxx::row& row) {
    Json found;
    for (std::size_t i = 0; i < names.size(); ++i)
        found[names[i]] = row[static_cast<int>(i) + 2].as<std::int64_t>();
    const auto group = [&](std::string_view prefix, std::initializer_list<const char*> members) {
        Json json;
        for (const char* member : members) json[member] = found[std::string(prefix) + member];
        return json;
    };
    return {{"template", api::text_or_null(row[0])},
            {"currency", api::text_or_null(row[1])},
            {"issued", found["issued"]},
            {"issued_by", group("", {"draw", "first_come", "grant", "claim", "code"})},
            {"held", found["held"]},
            {"used", found["used"]},
            {"expired", found["expired"]},
            {"reverted", found["reverted"]},
            {"amounts", group("amount_", {"held", "used", "reverted"})}};
}

std::string csv_of(const pqxx::result& rows) {
    auto text = fmt::format("template,currency,{}\r\n", fmt::join(names, ","));
    for (const auto& row : rows) {
        std::vector<std::string> fields;
        for (const auto& field : row) fields.push_back(api::csv_field(field.is_null() ? "" : field.c_str()));
        text += fmt::format("{}\r\n", fmt::join(fields, ","));
    }
    return text;
}

}  // namespace fairdraw::reports
