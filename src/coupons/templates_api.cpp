// Templates: draft -> published -> stopped. A draft may be changed at will; of a published one, what its
// coupons promise stands.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/actions.hpp"
#include "api/empty_body.hpp"
#include "api/paging.hpp"
#include "coupons/promised.hpp"
#include "coupons/routes.hpp"
#include "coupons/steps.hpp"
#include "coupons/template_rows.hpp"
#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

namespace {

using Json = nlohmann::ordered_json;
using Change = std::function<std::optional<api::Refusal>(postgres::Transaction&, const StoredTemplate&)>;

http::Response no_such_template() {
    return http::problem(http::Code::not_found, "there is no such template");
}

api::Refusal conflict(std::string detail) {
    return {http::Code::conflict, std::move(detail)};
}

http::Response response(const StoredTemplate& shown, int status, bool repeated) {
    auto json = json_of(shown);
    if (repeated) json["repeated"] = true;
    return http::json_response(status, json.dump());
}

bool insert(postgres::Connection& connection, const Template& wanted, const std::string& actor) {
    postgres::Transaction transaction{connection, steps::create_template};
    if (write_template(transaction, sql::insert_template, wanted.id, wanted).empty()) return false;
    api::record_action(transaction, actor, "create_template", wanted.id, wanted.title);
    transaction.commit();
    return true;
}

http::Response create(postgres::Pool& keeper, const http::Request& request) {
    const auto wanted = parse_template(request.body);
    if (!wanted) return wanted.error().response();
    const auto connection = keeper.borrow();
    const bool inserted = insert(*connection, *wanted, request.caller->user_id);
    const auto stored = stored_template(connection->read(sql::find_template, {wanted->id})[0]);
    if (!inserted && !(stored.content == *wanted))
        return conflict("another template has this id already").response();
    return response(stored, inserted ? 201 : 200, !inserted);
}

http::Response list(postgres::Pool& keeper, const http::Request& request) {
    const auto limit = api::page_limit(request);
    if (!limit) return limit.error().response();
    const auto rows =
        keeper.borrow()->read(sql::list_templates, {request.query("cursor").value_or(""), *limit + 1});
    Json json = {{"templates", Json::array()}, {"cursor", nullptr}};
    for (const auto& row : rows) {
        if (static_cast<std::int64_t>(json["templates"].size()) == *limit) {
            json["cursor"] = json["templates"].back()["template"];
            break;
        }
        json["templates"].push_back(json_of(stored_template(row)));
    }
    return http::json_response(200, json.dump());
}

http::Response show(postgres::Pool& keeper, const http::Request& request) {
    const auto rows = keeper.borrow()->read(sql::find_template, {request.path_parameter("template")});
    return rows.empty() ? no_such_template() : response(stored_template(rows[0]), 200, false);
}

// Carries out a change while nobody issues of the template. Nothing to change: the answer says repeated.
http::Response change(postgres::Pool& keeper, const http::Request& request, const char* action,
                      const Change& carry_out) {
    const auto& id = request.path_parameter("template");
    const auto connection = keeper.borrow();
    postgres::Transaction transaction{*connection, steps::change_template};
    if (transaction.run(sql::lock_template, {id}).empty()) return no_such_template();
    const auto known = stored_template(transaction.run(sql::find_template, {id})[0]);
    if (const auto refusal = carry_out(transaction, known)) return refusal->response();
    const auto changed = stored_template(transaction.run(sql::find_template, {id})[0]);
    const bool repeated = changed.content == known.content && changed.state == known.state;
    if (repeated) return response(known, 200, true);
    api::record_action(transaction, request.caller->user_id, action, id);
    transaction.commit();
    return response(changed, 200, false);
}

std::optional<api::Refusal> refuse_total(postgres::Transaction& transaction, const StoredTemplate& known,
                                         const Template& wanted) {
    const auto& before = known.content.total;
    if (!wanted.total || (before && *before <= *wanted.total)) return std::nullopt;
    const auto promised = find_promised(transaction, known.number);
    if (promised.is_drawn)
        return conflict("total: rounds that are drawn give this template, to however many win");
    if (*wanted.total >= promised.issued + promised.to_give) return std::nullopt;
    return conflict(
        promised.to_give == 0
            ? fmt::format("total: {} are issued already", promised.issued)
            : fmt::format("total: {} are issued already, and first-come rounds have {} more to give",
                          promised.issued, promised.to_give));
}

std::optional<api::Refusal> patch(postgres::Transaction& transaction, const StoredTemplate& known,
                                  std::string_view body) {
    const auto wanted = patch_template(known.content, body);
    if (!wanted) return wanted.error();
    if (*wanted == known.content) return std::nullopt;
    if (known.state == TemplateState::stopped) return conflict("the template is stopped, and stays as it is");
    const auto frozen = frozen_changes(known.content, *wanted);
    if (known.state == TemplateState::published && !frozen.empty())
        return conflict(
            fmt::format("{}: cannot be changed once the template is published", fmt::join(frozen, ", ")));
    if (auto refusal = refuse_total(transaction, known, *wanted)) return refusal;
    write_template(transaction, sql::change_template, known.number, *wanted);
    return std::nullopt;
}

std::optional<api::Refusal> publish(postgres::Transaction& transaction, const StoredTemplate& known) {
    if (known.state == TemplateState::stopped) return conflict("the template is stopped, and stays so");
    if (known.state == TemplateState::draft) transaction.run(sql::publish_template, {known.number});
    return std::nullopt;
}

std::optional<api::Refusal> stop(postgres::Transaction& transaction, const StoredTemplate& known) {
    if (known.state == TemplateState::draft)
        return conflict("the template is a draft: nothing is issued of it that could be stopped");
    if (known.state == TemplateState::stopped) return std::nullopt;
    // Whoever looks forward to them is told by the round or the campaign that ends.
    const auto givers = transaction.run(sql::find_givers, {known.number});
    if (!givers.empty())
        return conflict(
            fmt::format("{} gives this template's coupons; end that first", givers[0][0].as<std::string>()));
    transaction.run(sql::stop_template, {known.number});
    return std::nullopt;
}

}  // namespace

void add_template_routes(http::Router& router, postgres::Pool& keeper) {
    const http::RouteOptions merchants{.access = http::Access::scope("merchant"),
                                       .max_body_bytes = 256 * 1024};
    const auto add_change = [&](const char* action, const auto& carry_out) {
        router.add("POST", fmt::format("/v1/templates/{{template}}/{}", action), merchants,
                   [&keeper, action, carry_out](const http::Request& request) {
                       if (auto refusal = api::refuse_body(request.body)) return refusal->response();
                       return change(keeper, request, action, carry_out);
                   });
    };
    router.add("POST", "/v1/templates", merchants,
               [&](const http::Request& request) { return create(keeper, request); });
    router.add("GET", "/v1/templates", merchants,
               [&](const http::Request& request) { return list(keeper, request); });
    router.add("GET", "/v1/templates/{template}", merchants,
               [&](const http::Request& request) { return show(keeper, request); });
    router.add("PATCH", "/v1/templates/{template}", merchants, [&](const http::Request& request) {
        return change(keeper, request, "change_template", [&](auto& transaction, const auto& known) {
            return patch(transaction, known, request.body);
        });
    });
    add_change("publish", publish);
    add_change("stop", stop);
}

}  // namespace fairdraw::coupons
