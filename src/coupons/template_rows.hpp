// Templates as rows of the database. One thread a connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "coupons/template.hpp"
#include "postgres/transaction.hpp"

namespace pqxx {
class result;
class row;
}  // namespace pqxx

namespace fairdraw::coupons {

enum class TemplateState { draft, published, stopped };

struct StoredTemplate {
    int number;
    Template content;
    TemplateState state;
    std::int64_t issued;  // all, won ones too
    std::int64_t taken;   // of the total
    bool is_over;         // its coupons are no longer good, whenever they are issued
    std::optional<UnixMs> created_at, published_at, stopped_at;
};

// A row of find_template or list_templates.
StoredTemplate stored_template(const pqxx::row& row);

// As it is answered.
nlohmann::ordered_json json_of(const StoredTemplate& shown);

// Runs insert_template or change_template, which take the same but for what they know the template by.
pqxx::result write_template(postgres::Transaction& transaction, const postgres::Statement& statement,
                            const postgres::Parameter& key, const Template& content);

}  // namespace fairdraw::coupons
