// PUT and GET /v1/templates/{template}/audience: the list of users whom a template is for, replaced as a
// whole.
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/actions.hpp"
#include "coupons/routes.hpp"
#include "coupons/steps.hpp"
#include "coupons/template_rows.hpp"
#include "coupons/uploaded_list.hpp"
#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

namespace {

using Json = nlohmann::ordered_json;

http::Response conflict(const char* detail) {
    return http::problem(http::Code::conflict, detail);
}

http::Response no_such_template() {
    return http::problem(http::Code::not_found, "there is no such template");
}

http::Response answer(const std::string& id, const pqxx::result& counted) {
    return http::json_response(200,
                               Json{{"template", id}, {"users", counted[0][0].as<std::int64_t>()}}.dump());
}

// Whoever has a coupon keeps it, also if they are not on the new list.
http::Response replace(postgres::Pool& keeper, const http::Request& request) {
    const auto users = uploaded_list(request);
    if (!users) return users.error().response();
    const auto& id = request.path_parameter("template");
    const auto connection = keeper.borrow();
    postgres::Transaction transaction{*connection, steps::set_audience};
    if (transaction.run(sql::lock_audience, {id}).empty()) return no_such_template();
    const auto known = stored_template(transaction.run(sql::find_template, {id})[0]);
    if (known.content.audience.kind != Audience::Kind::users)
        return conflict("the template's audience is not a list of users");
    if (known.state == TemplateState::stopped) return conflict("the template is stopped, and stays as it is");
    transaction.run(sql::join_by_hash);
    auto changes = transaction.run(sql::delete_audience, {known.number, *users}).affected_rows();
    for_each_part(*users, [&](std::size_t, const std::vector<std::string>& part) {
        changes += transaction.run(sql::insert_audience, {known.number, part}).affected_rows();
    });
    const auto counted = transaction.run(sql::count_audience, {id});
    if (changes == 0) return answer(id, counted);
    api::record_action(transaction, request.caller->user_id, "set_audience", id,
                       std::to_string(counted[0][0].as<std::int64_t>()) + " users");
    transaction.commit();
    return answer(id, counted);
}

http::Response count(postgres::Pool& keeper, const http::Request& request) {
    const auto& id = request.path_parameter("template");
    const auto counted = keeper.borrow()->read(sql::count_audience, {id});
    return counted.empty() ? no_such_template() : answer(id, counted);
}

}  // namespace

void add_audience_routes(http::Router& router, postgres::Pool& keeper) {
    const auto* const path = "/v1/templates/{template}/audience";
    router.add("PUT", path, {.access = http::Access::scope("merchant"), .max_body_bytes = max_list_bytes},
               [&](const http::Request& request) { return replace(keeper, request); });
    router.add("GET", path, {.access = http::Access::scope("merchant"), .max_body_bytes = 1024},
               [&](const http::Request& request) { return count(keeper, request); });
}

}  // namespace fairdraw::coupons
