#include "coupons/issue.hpp"

#include <pqxx/result>

#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

std::int64_t issue_to_winners(postgres::Transaction& transaction, int round_no) {
    return static_cast<std::int64_t>(transaction.run(sql::issue_to_winners, {round_no}).affected_rows());
}

}  // namespace fairdraw::coupons
