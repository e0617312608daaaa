#include "rounds/life.hpp"
#include "rounds/steps.hpp"
#include "sql/rounds_sql.hpp"

#include <pqxx/result>

namespace fairdraw::rounds {

void raise_alarm(postgres::Connection& connection, RoundNumber round, const std::string& why) {
    postgres::Transaction transaction{connection, steps::raise_alarm};
    transaction.run(sql::raise_alarm, {sql_value(round), why});
    transaction.commit();
}

}  // namespace fairdraw::rounds
