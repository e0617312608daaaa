// A template made past the program, for tests of what is issued of it. Any thread.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>

#include "support/postgres_cluster.hpp"

namespace fairdraw::testing {

struct MadeTemplate {
    std::string id = "spend-100";
    std::optional<int> total = {};
    std::optional<int> per_user = {};
    std::string audience = "everyone";
    std::optional<std::string> segment = {};
    std::string claim = "'2000-01-01', '2999-01-01'";  // from, to
    std::string valid = "NULL, NULL, 30";              // from, to, or days
    std::string state = "published";
};

// Gives its number.
inline int make_template(const std::string& database_url, const MadeTemplate& wanted) {
    const auto number = [](const std::optional<int>& value) {
        return value ? std::to_string(*value) : "NULL";
    };
    return std::stoi(query_value(
        database_url,
        fmt::format(
            "WITH made AS (INSERT INTO fairdraw.templates (template_id, title, currency, benefit, scope, "
            "stacking, per_user, audience, segment, state, published_at, stopped_at, claim_from, claim_to, "
            "valid_from, valid_to, valid_days) "
            "SELECT '{}', 'Spend 100', 'TWD', '{{\"kind\": \"amount_off\", \"amount\": 2000}}', "
            "'{{\"kind\": \"shop\"}}', '{{\"kind\": \"exclusive\"}}', {}, '{}', {}, '{}', "
            "CASE WHEN '{}' <> 'draft' THEN now() END, CASE WHEN '{}' = 'stopped' THEN now() END, {}, {} "
            "RETURNING template_no) "
            "INSERT INTO fairdraw.template_stock (template_no, total) SELECT template_no, {} FROM made "
            "RETURNING template_no",
            wanted.id, number(wanted.per_user), wanted.audience,
            wanted.segment ? "'" + *wanted.segment + "'" : "NULL", wanted.state, wanted.state, wanted.state,
            wanted.claim, wanted.valid, number(wanted.total))));
}

}  // namespace fairdraw::testing
