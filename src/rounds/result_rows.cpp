#include "rounds/result_rows.hpp"

#include <pqxx/result>

namespace fairdraw::rounds {

namespace {

std::optional<Hash> hash_or_nothing(const pqxx::field& hex) {
    return hex.is_null() ? std::nullopt : hash_from_hex(hex.as<std::string>());
}

std::optional<UnixMs> time_or_nothing(const pqxx::field& ms) {
    return ms.is_null() ? std::nullopt : std::optional{UnixMs{ms.as<std::int64_t>()}};
}

std::optional<std::string> text_or_nothing(const pqxx::field& text) {
    return text.is_null() ? std::nullopt : std::optional{text.as<std::string>()};
}

Part part_of(const pqxx::row& row) {
    Part part;
    part.reserved_at = time_or_nothing(row["reserved_at"]);
    part.received_at = time_or_nothing(row["received_at"]);
    if (!row["tag"].is_null()) part.tag = tag_from_hex(row["tag"].as<std::string>());
    part.disqualified = row["disqualified"].as<bool>();
    if (!row["rank"].is_null()) part.rank = row["rank"].as<std::int64_t>();
    if (!row["code"].is_null())
        part.coupon = {row["code"].as<std::string>(), time_or_nothing(row["issued_at"]).value(),
                       time_or_nothing(row["expires_at"]), text_or_nothing(row["template_id"])};
    return part;
}

}  // namespace

Fate fate_of(const pqxx::row& row) {
    return {row["state"].as<std::string>(), hash_or_nothing(row["seed"]), hash_or_nothing(row["cutoff"]),
            row["kind"].as<std::string>() == "draw"};
}

Result result_of(const RoundId& round, const pqxx::row& row) {
    return result_of(round, fate_of(row), part_of(row), row["due_in_ms"].as<std::int64_t>());
}

}  // namespace fairdraw::rounds
