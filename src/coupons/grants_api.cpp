// Grants: a template's coupon for everybody on a merchant's list. The list is taken in one transaction, and
// given out afterwards by the keepers of all instances (grant_keeper.hpp).
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/actions.hpp"
#include "api/columns.hpp"
#include "api/empty_body.hpp"
#include "api/paging.hpp"
#include "coupons/number_cursor.hpp"
#include "coupons/published.hpp"
#include "coupons/routes.hpp"
#include "coupons/steps.hpp"
#include "coupons/uploaded_list.hpp"
#include "coupons/user_list.hpp"
#include "fairdraw/identifiers.hpp"
#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

namespace {

using Json = nlohmann::ordered_json;

struct Wanted {
    std::string id;
    std::string template_id;
    std::vector<std::string> users;
    Hash hash;
};

api::Refusal invalid(const char* detail) {
    return {http::Code::invalid_request, detail};
}
http::Response conflict(const char* detail) {
    return http::problem(http::Code::conflict, detail);
}
http::Response no_such_grant() {
    return http::problem(http::Code::not_found, "there is no such grant");
}

Json json_of(const pqxx::row& row) {
    const auto done = row[4].as<std::int64_t>(), issued = row[5].as<std::int64_t>();
    return {{"grant", row[1].as<std::string>()},
            {"template", row[2].as<std::string>()},
            {"users", row[3].as<std::int64_t>()},
            {"done", done},
            {"issued", issued},
            {"refused", done - issued},
            {"state", row[6].as<std::string>()},
            {"created_at", api::time_or_null(row[7])},
            {"ended_at", api::time_or_null(row[8])}};
}

http::Response response(const pqxx::row& row, int status, bool repeated) {
    auto json = json_of(row);
    if (repeated) json["repeated"] = true;
    return http::json_response(status, json.dump());
}

tl::expected<Wanted, api::Refusal> read_upload(const http::Request& request) {
    Wanted wanted{request.path_parameter("grant"), request.query("template").value_or(""), {}, {}};
    // The same letters as a round's id.
    if (!valid_round_id(wanted.id))
        return tl::unexpected(
            invalid("the grant's id must be 1 to 64 of a-z, 0-9 and -, not beginning with -"));
    if (wanted.template_id.empty())
        return tl::unexpected(invalid("template: must be given in the query, such as ?template=welcome"));
    auto users = uploaded_list(request);
    if (!users) return tl::unexpected(users.error());
    wanted.users = *std::move(users);
    wanted.hash = list_hash(wanted.users);
    return wanted;
}

// False: somebody else was faster.
tl::expected<bool, api::Refusal> insert(postgres::Connection& connection, const Wanted& wanted,
                                        const std::string& actor) {
    postgres::Transaction transaction{connection, steps::create_grant};
    const auto template_no = find_published(transaction, wanted.template_id);
    if (!template_no) return tl::unexpected(template_no.error());
    const auto made = transaction.run(sql::insert_grant, {wanted.id, *template_no, ByteView{wanted.hash},
                                                          static_cast<std::int64_t>(wanted.users.size())});
    if (made.empty()) return false;
    const auto grant_no = made[0][0].as<std::int64_t>();
    for_each_part(wanted.users, [&](std::size_t before, const std::vector<std::string>& part) {
        transaction.run(sql::insert_grant_users, {grant_no, static_cast<std::int64_t>(before), part});
    });
    api::record_action(transaction, actor, "create_grant", wanted.id, wanted.template_id);
    transaction.commit();
    return true;
}

http::Response upload(postgres::Pool& keeper, postgres::Clockwork& grants, const http::Request& request) {
    const auto wanted = read_upload(request);
    if (!wanted) return wanted.error().response();
    const auto connection = keeper.borrow();
    auto rows = connection->read(sql::find_grant, {wanted->id});
    if (rows.empty()) {
        const auto inserted = insert(*connection, *wanted, request.caller->user_id);
        if (!inserted) return inserted.error().response();
        rows = connection->read(sql::find_grant, {wanted->id});
        if (*inserted) {
            grants.wake();
            return response(rows[0], 202, false);
        }
    }
    const auto known = rows[0];
    if (known[2].as<std::string>() != wanted->template_id)
        return conflict("this grant gives another template");
    if (known[9].as<std::string>() != to_hex(wanted->hash)) return conflict("this grant has another list");
    return response(known, 200, true);
}

http::Response list(postgres::Pool& keeper, const http::Request& request) {
    const auto limit = api::page_limit(request);
    if (!limit) return limit.error().response();
    const auto after = number_cursor(request);
    if (!after) return after.error().response();
    const auto rows = keeper.borrow()->read(sql::list_grants, {*after, *limit + 1});
    return http::json_response(200, number_page("grants", rows, *limit, json_of).dump());
}

http::Response show(postgres::Pool& keeper, const http::Request& request) {
    const auto rows = keeper.borrow()->read(sql::find_grant, {request.path_parameter("grant")});
    return rows.empty() ? no_such_grant() : response(rows[0], 200, false);
}

// What was given stays.
http::Response stop(postgres::Pool& keeper, const http::Request& request) {
    if (auto refusal = api::refuse_body(request.body)) return refusal->response();
    const auto& id = request.path_parameter("grant");
    const auto connection = keeper.borrow();
    postgres::Transaction transaction{*connection, steps::stop_grant};
    const auto stopped = transaction.run(sql::stop_grant, {id});
    const auto rows = transaction.run(sql::find_grant, {id});
    if (rows.empty()) return no_such_grant();
    if (stopped.empty()) {
        return rows[0][6].as<std::string>() == "stopped" ? response(rows[0], 200, true)
                                                         : conflict("the grant is finished");
    }
    transaction.run(sql::delete_grant_users, {stopped[0][0].as<std::int64_t>()});
    api::record_action(transaction, request.caller->user_id, "stop_grant", id);
    transaction.commit();
    return response(rows[0], 200, false);
}

}  // namespace

void add_grant_routes(http::Router& router, postgres::Pool& keeper, postgres::Clockwork& grants) {
    const http::RouteOptions merchants{.access = http::Access::scope("merchant"), .max_body_bytes = 1024};
    auto uploads = merchants;
    uploads.max_body_bytes = max_list_bytes;
    router.add("PUT", "/v1/grants/{grant}", uploads,
               [&](const http::Request& request) { return upload(keeper, grants, request); });
    router.add("GET", "/v1/grants", merchants,
               [&](const http::Request& request) { return list(keeper, request); });
    router.add("GET", "/v1/grants/{grant}", merchants,
               [&](const http::Request& request) { return show(keeper, request); });
    router.add("POST", "/v1/grants/{grant}/stop", merchants,
               [&](const http::Request& request) { return stop(keeper, request); });
}

}  // namespace fairdraw::coupons
