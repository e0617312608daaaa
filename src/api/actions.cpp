#include "api/actions.hpp"

#include <pqxx/result>

#include "sql/api_sql.hpp"

namespace fairdraw::api {

void record_action(postgres::Transaction& transaction, std::string_view actor, std::string_view action,
                   std::string_view subject, std::string_view detail) {
    transaction.run(sql::insert_action, {actor, action, subject, detail});
}

}  // namespace fairdraw::api
