#include "coupons/published.hpp"

#include <pqxx/result>

#include "coupons/template_rows.hpp"
#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

tl::expected<int, api::Refusal> find_published(postgres::Transaction& transaction,
                                               const std::string& template_id) {
    const auto rows = transaction.run(sql::find_template, {template_id});
    if (rows.empty())
        return tl::unexpected(api::Refusal{http::Code::not_found, "template: there is no such template"});
    const auto found = stored_template(rows[0]);
    if (found.state == TemplateState::draft)
        return tl::unexpected(
            api::Refusal{http::Code::conflict, "template: it is a draft, and nothing is issued of it"});
    if (found.state == TemplateState::stopped)
        return tl::unexpected(api::Refusal{http::Code::conflict, "template: it is stopped"});
    if (found.is_over)
        return tl::unexpected(api::Refusal{http::Code::conflict, "template: its coupons are over"});
    return found.number;
}

}  // namespace fairdraw::coupons
