#include "notices/tell.hpp"

#include <pqxx/result>

#include "sql/notices_sql.hpp"

namespace fairdraw::notices {

void tell_outcome(postgres::Transaction& transaction, int round_no, RoundOutcome outcome) {
    transaction.run(sql::tell_outcome,
                    {round_no, outcome == RoundOutcome::drawn ? "round_drawn" : "round_void"});
}

}  // namespace fairdraw::notices
