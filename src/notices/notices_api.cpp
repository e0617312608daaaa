// POST /v1/notices: what operators and merchants have told to everyone, to a user, or to whoever entered a
// round.
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/actions.hpp"
#include "api/columns.hpp"
#include "notices/notice_request.hpp"
#include "notices/routes.hpp"
#include "notices/steps.hpp"
#include "sql/notices_sql.hpp"

namespace fairdraw::notices {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t longest_ms = 366LL * 86'400'000;

Notice notice_of(const pqxx::row& row) {
    return {.id = row[0].as<std::string>(),
            .user = api::optional_text(row[2]),
            .round = api::optional_text(row[3]),
            .title = row[4].as<std::string>(),
            .body = row[5].as<std::string>(),
            .expires = UnixMs{row[6].as<std::int64_t>()}};
}

Json to_of(const Notice& notice) {
    if (notice.user) return {{"user", *notice.user}};
    if (notice.round) return {{"round", *notice.round}};
    return "everyone";
}

http::Response response(const pqxx::row& row, bool repeated) {
    const auto notice = notice_of(row);
    Json json{{"notice", notice.id},
              {"to", to_of(notice)},
              {"title", notice.title},
              {"body", notice.body},
              {"created_at", api::time_or_null(row[7])},
              {"expires", format_rfc3339(notice.expires)}};
    if (repeated) json["repeated"] = true;
    return http::json_response(repeated ? 200 : 201, json.dump());
}

http::Response repeat(const pqxx::row& known, const Notice& wanted) {
    if (!(notice_of(known) == wanted))
        return http::problem(http::Code::conflict, "another notice has this id already");
    return response(known, true);
}

http::Response send(postgres::Pool& keeper, const http::Request& request) {
    if (!request.caller->has_scope("merchant") && !request.caller->has_scope("operator"))
        return http::problem(http::Code::forbidden, "this needs the scope merchant or operator");
    const auto wanted = parse_notice(request.body);
    if (!wanted) return wanted.error().response();
    const auto connection = keeper.borrow();
    postgres::Transaction transaction{*connection, steps::send_notice};
    const auto known = transaction.run(sql::find_notice, {wanted->id});
    if (!known.empty()) return repeat(known[0], *wanted);

    const auto now = transaction.run(sql::read_time)[0][0].as<std::int64_t>();
    if (wanted->expires.value <= now || wanted->expires.value > now + longest_ms)
        return http::problem(http::Code::invalid_request, "expires: must come within the next 366 days");
    std::optional<int> round;
    if (wanted->round) {
        const auto found = transaction.run(sql::find_round, {*wanted->round});
        if (found.empty()) return http::problem(http::Code::round_not_found, "there is no such round");
        round = found[0][0].as<int>();
    }
    const char* audience = wanted->user ? "user" : wanted->round ? "round" : "everyone";
    // Waits for whoever sends the same at this moment.
    const bool inserted = !transaction
                               .run(sql::insert_notice, {wanted->id, audience, wanted->user, round,
                                                         wanted->title, wanted->body, wanted->expires})
                               .empty();
    const auto stored = transaction.run(sql::find_notice, {wanted->id})[0];
    if (!inserted) return repeat(stored, *wanted);
    api::record_action(transaction, request.caller->user_id, "send_notice", wanted->id, wanted->title);
    transaction.commit();
    return response(stored, false);
}

}  // namespace

void add_notice_routes(http::Router& router, postgres::Pool& keeper) {
    router.add("POST", "/v1/notices", {.access = http::Access::user, .max_body_bytes = 32 * 1024},
               [&keeper](const http::Request& request) { return send(keeper, request); });
}

}  // namespace fairdraw::notices
