// A template that is there already, for stories of how its coupons are given. Written past the program. Any
// thread.
#pragma once

#include <fmt/format.h>

#include <string>

#include "support/postgres_cluster.hpp"

namespace fairdraw::testing {

// In SQL, as they stand in the columns.
struct SqlTemplate {
    std::string state = "published";
    std::string total = "NULL";
    std::string per_user = "NULL";
    std::string claim_from = "NULL", claim_to = "NULL";
    std::string audience = "everyone";
    std::string segment = "NULL";
};

inline void insert_template(const std::string& database_url, const std::string& id,
                            const SqlTemplate& wanted = {}) {
    query(database_url, fmt::format(R"(WITH made AS (
                INSERT INTO fairdraw.templates (template_id, title, currency, benefit, scope, stacking, per_user,
                    claim_from, claim_to, valid_days, audience, segment, state, published_at)
                VALUES ('{}', 'A coupon', 'TWD', '{{"kind":"amount_off","amount":100}}', '{{"kind":"shop"}}',
                    '{{"kind":"exclusive"}}', {}, {}, {}, 30, '{}', {}, '{}', CASE WHEN '{}' <> 'draft' THEN now() END)
                RETURNING template_no)
            INSERT INTO fairdraw.template_stock (template_no, total) SELECT template_no, {} FROM made)",
                                    id, wanted.per_user, wanted.claim_from, wanted.claim_to, wanted.audience,
                                    wanted.segment, wanted.state, wanted.state, wanted.total));
}

}  // namespace fairdraw::testing
