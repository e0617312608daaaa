#include "coupons/promised.hpp"

#include <pqxx/result>

#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

Promised find_promised(postgres::Transaction& transaction, int template_number) {
    const auto row = transaction.run(sql::find_promised, {template_number})[0];
    return {row[0].as<bool>(), row[1].as<std::int64_t>(), row[2].as<std::int64_t>()};
}

}  // namespace fairdraw::coupons
