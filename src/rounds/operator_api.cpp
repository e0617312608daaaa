// What operators do to rounds: announce, void, disqualify, count. Each change is recorded with who and when.
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/actions.hpp"
#include "api/columns.hpp"
#include "rounds/life.hpp"
#include "rounds/operator_requests.hpp"
#include "rounds/round_json.hpp"
#include "rounds/routes.hpp"
#include "rounds/steps.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

using Json = nlohmann::ordered_json;

http::Response round_response(postgres::Connection& connection, const std::string& round_id, bool repeated,
                              int status_if_new) {
    const auto rows = connection.read(sql::show_round, {round_id});
    return http::json_response(repeated ? 200 : status_if_new, round_json(rows[0], repeated));
}

http::Response no_such_round() {
    return http::problem(http::Code::round_not_found, "there is no such round");
}

http::Response no_such_user_id() {
    return http::problem(http::Code::invalid_request, "user: must be a user id of 1 to 255 bytes");
}

http::Response create(postgres::Pool& keeper, const Announcer& announcer, RoundKeeper& round_keeper,
                      const http::Request& request) {
    const auto plan = parse_round(request.body);
    if (!plan) return plan.error().response();
    const auto connection = keeper.borrow();
    const auto outcome = std::visit(
        [&](const auto& wanted) { return announcer.announce(*connection, wanted, request.caller->user_id); },
        *plan);
    if (!outcome) return outcome.error().response();
    round_keeper.wake();
    const auto id = std::visit([](const auto& wanted) { return wanted.id.text(); }, *plan);
    return round_response(*connection, id, *outcome == Announcer::Outcome::repeated, 201);
}

http::Response make_void(postgres::Pool& keeper, const SigningKeys& keys, const http::Request& request) {
    const auto reason = parse_reason(request.body);
    if (!reason) return reason.error().response();
    const auto id = RoundId::parse(request.path_parameter("round"));
    if (!id) return no_such_round();
    const auto connection = keeper.borrow();
    const auto outcome = void_round(*connection, keys, *id, *reason, request.caller->user_id);
    if (!outcome) return outcome.error().response();
    return round_response(*connection, id->text(), *outcome == VoidOutcome::repeated, 200);
}

// Takes hold of a round that is still open, so that its close waits for this transaction. Otherwise why it is
// not.
tl::expected<int, http::Response> hold_open(postgres::Transaction& transaction, const std::string& round_id) {
    const auto rows = transaction.run(sql::hold_round_open, {round_id});
    if (rows.empty()) return tl::unexpected(no_such_round());
    if (rows[0][1].as<std::string>() != "draw")
        return tl::unexpected(http::problem(http::Code::conflict, "nothing is drawn in this round"));
    const auto number = rows[0][0].as<int>();
    const auto state = transaction.run(sql::find_state, {number})[0][0].as<std::string>();
    if (state == "announced") return number;
    if (state == "void") return tl::unexpected(http::problem(http::Code::round_void, "this round is void"));
    return tl::unexpected(
        http::problem(http::Code::conflict, "the round has begun to close: its list stands"));
}

http::Response disqualify(postgres::Pool& keeper, const http::Request& request) {
    const auto reason = parse_reason(request.body);
    if (!reason) return reason.error().response();
    if (reason->size() > 64 || !valid_disqualification_reason(*reason))
        return http::problem(http::Code::invalid_request, "reason: must be 1 to 64 of a-z and _");
    const auto& round_id = request.path_parameter("round");
    const auto& user = request.path_parameter("user");
    if (!valid_user_id(user)) return no_such_user_id();

    const auto connection = keeper.borrow();
    postgres::Transaction transaction{*connection, steps::disqualify};
    const auto round = hold_open(transaction, round_id);
    if (!round) return round.error();
    const auto row = transaction.run(sql::disqualify, {*round, user, *reason})[0];
    api::record_action(transaction, request.caller->user_id, "disqualify", round_id, user + " " + *reason);
    transaction.commit();
    return http::json_response(200, Json{{"round", round_id},
                                         {"user", user},
                                         {"reason", *reason},
                                         {"disqualified_at", api::time_or_null(row[0])},
                                         {"reserved", row[1].as<bool>()},
                                         {"entered", row[2].as<bool>()}}
                                        .dump());
}

http::Response requalify(postgres::Pool& keeper, const http::Request& request) {
    const auto& round_id = request.path_parameter("round");
    const auto& user = request.path_parameter("user");
    if (!valid_user_id(user)) return no_such_user_id();
    const auto connection = keeper.borrow();
    postgres::Transaction transaction{*connection, steps::requalify};
    const auto round = hold_open(transaction, round_id);
    if (!round) return round.error();
    const bool was_disqualified = transaction.run(sql::requalify, {*round, user}).affected_rows() > 0;
    if (was_disqualified)
        api::record_action(transaction, request.caller->user_id, "requalify", round_id, user);
    transaction.commit();
    return http::json_response(
        200, Json{{"round", round_id}, {"user", user}, {"was_disqualified", was_disqualified}}.dump());
}

http::Response statistics(postgres::Pool& keeper, const http::Request& request) {
    const auto& round_id = request.path_parameter("round");
    const auto connection = keeper.borrow();
    const auto rounds = connection->read(sql::show_round, {round_id});
    if (rounds.empty()) return no_such_round();
    const auto number = rounds[0][0].as<int>();
    const auto counts = connection->read(sql::count_round, {number})[0];
    auto by_second = Json::array();
    for (const auto& row : connection->read(sql::count_entries_by_second, {number}))
        by_second.push_back({{"second", format_rfc3339(UnixMs{row[0].as<std::int64_t>()})},
                             {"entries", row[1].as<std::int64_t>()}});
    const auto count = [&](int column) { return counts[column].as<std::int64_t>(); };
    return http::json_response(200, Json{{"round", round_id},
                                         {"state", Json::parse(round_json(rounds[0]))["state"]},
                                         {"reservations", count(0)},
                                         {"entries", count(1)},
                                         {"disqualified", count(2)},
                                         {"winners", count(3)},
                                         {"coupons", count(4)},
                                         {"entries_by_second", by_second}}
                                        .dump());
}

}  // namespace

void add_operator_routes(http::Router& router, postgres::Pool& keeper, const Announcer& announcer,
                         const SigningKeys& keys, RoundKeeper& round_keeper) {
    const http::RouteOptions operators{http::Access::scope("operator")};
    const std::string disqualification = "/v1/rounds/{round}/disqualifications/{user}";
    router.add("POST", "/v1/rounds", operators, [&](const http::Request& request) {
        return create(keeper, announcer, round_keeper, request);
    });
    router.add("POST", "/v1/rounds/{round}/void", operators,
               [&](const http::Request& request) { return make_void(keeper, keys, request); });
    router.add("PUT", disqualification, operators,
               [&](const http::Request& request) { return disqualify(keeper, request); });
    router.add("DELETE", disqualification, operators,
               [&](const http::Request& request) { return requalify(keeper, request); });
    router.add("GET", "/v1/rounds/{round}/statistics", operators,
               [&](const http::Request& request) { return statistics(keeper, request); });
}

}  // namespace fairdraw::rounds
