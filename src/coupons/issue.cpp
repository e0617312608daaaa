#include "coupons/issue.hpp"

#include <pqxx/result>

#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

std::int64_t issue_to_winners(postgres::Transaction& transaction, int round_no) {
    return transaction.run(sql::issue_to_winners, {round_no})[0][0].as<std::int64_t>();
}

}  // namespace fairdraw::coupons
