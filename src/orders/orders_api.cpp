// POST /v1/orders/{order}/hold, confirm, cancel and revert: what a shop's server asks for while an order is
// made. Also as branches of DTM's global transactions. Always 200 for success, whatever was done before.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <pqxx/except>
#include <pqxx/result>

#include "api/empty_body.hpp"
#include "orders/dtm.hpp"
#include "orders/offered.hpp"
#include "orders/order_request.hpp"
#include "orders/price_json.hpp"
#include "orders/routes.hpp"
#include "orders/steps.hpp"
#include "sql/orders_sql.hpp"

namespace fairdraw::orders {

namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t longest_order_id = 128;

using Answer = tl::expected<http::Response, api::Refusal>;

api::Refusal unusable(const std::string& code, const std::string& reason) {
    return {http::Code::coupon_unusable, fmt::format("{}: {}", code, reason)};
}

// Whether to go on. Otherwise the branch's operation was done before, or can no longer be: nothing is to
// change.
bool passes_barrier(postgres::Transaction& transaction, const DtmBranch& branch) {
    return transaction
        .run(sql::pass_barrier, {branch.trans_type, branch.gid, branch.branch_id, branch.op})[0][0]
        .as<bool>();
}

http::Response nothing_changed(const std::string& order) {
    return http::json_response(200, Json{{"order", order}, {"changed", false}}.dump());
}

api::Refusal why_not_priced(const pricing::Obstacle& obstacle) {
    if (obstacle.kind == pricing::Obstacle::Kind::does_not_apply)
        return unusable(obstacle.code, std::string{name(*obstacle.reason)});
    return {http::Code::coupon_unusable, "these coupons cannot be used together"};
}

tl::expected<pricing::Price, api::Refusal> price(const pqxx::result& rows, const HoldRequest& request) {
    const auto offered = offered_in(rows);
    for (const auto& code : request.codes) {
        const auto found = std::find_if(offered.begin(), offered.end(),
                                        [&](const Offered& each) { return each.code == code; });
        // Whose it is instead is nobody's business.
        if (found == offered.end() || found->user_id != request.user_id)
            return tl::unexpected(unusable(code, "the user has no such coupon"));
        if (!found->coupon) return tl::unexpected(unusable(code, "no_rules"));
    }
    const auto priced_together = pricing::price(request.order, priced(offered));
    if (!priced_together) return tl::unexpected(why_not_priced(priced_together.error()));
    return *priced_together;
}

std::string hold_answer(const std::string& order, const HoldRequest& request, const pricing::Price& price,
                        UnixMs expires) {
    Json json{
        {"order", order}, {"state", "held"}, {"user", request.user_id}, {"currency", request.order.currency}};
    json.update(json_of(price));
    json["hold_expires_at"] = format_rfc3339(expires);
    return json.dump();
}

api::Refusal why_not_held(const std::string& outcome, const std::string& detail) {
    if (outcome == "conflict") return {http::Code::conflict, detail + ", with other coupons or contents"};
    return unusable(detail, outcome == "unknown" ? "the user has no such coupon" : outcome);
}

// In a transaction of its own where nothing else belongs to it, which saves two trips; what cannot be held
// changes nothing there.
pqxx::result run(postgres::Connection& connection, postgres::Transaction* transaction, postgres::Step step,
                 const postgres::Statement& statement, postgres::Parameters parameters) {
    return transaction ? transaction->run(statement, parameters)
                       : postgres::run_alone(connection, step, statement, parameters);
}

// Of a branch, in `transaction`.
Answer hold(postgres::Connection& connection, postgres::Transaction* transaction, const std::string& order,
            const HoldRequest& request, const std::string& actor) {
    const auto offered = transaction ? transaction->run(sql::find_offered, {request.codes})
                                     : connection.read(sql::find_offered, {request.codes});
    const auto price_of_all = price(offered, request);
    if (!price_of_all) return tl::unexpected(price_of_all.error());
    const UnixMs expires{offered[0][10].as<std::int64_t>() + request.hold_s * 1000};
    std::vector<std::string> codes;
    std::vector<std::int64_t> amounts;
    for (const auto& taken : price_of_all->coupons) {
        codes.push_back(taken.code);
        amounts.push_back(taken.amount);
    }
    const auto row = run(connection, transaction, steps::hold_order, sql::hold_order,
                         {order, request.user_id, codes, amounts, request.order.currency,
                          std::span<const std::uint8_t>{request.fingerprint}, expires, actor,
                          hold_answer(order, request, *price_of_all, expires)})[0];
    const auto outcome = row[0].as<std::string>();
    if (outcome != "done" && outcome != "repeated")
        return tl::unexpected(why_not_held(outcome, row[1].as<std::string>()));
    return http::json_response(200, row[2].as<std::string>());
}

Answer refused(http::Code code, std::string detail) {
    return tl::unexpected(api::Refusal{code, std::move(detail)});
}

Answer settle(postgres::Connection& connection, postgres::Transaction* transaction, const std::string& order,
              const char* change, const std::string& actor) {
    const auto row =
        run(connection, transaction, steps::settle_order, sql::settle_order, {order, change, actor})[0];
    const auto outcome = row[0].as<std::string>();
    if (outcome == "unknown") return refused(http::Code::not_found, "there is no such order");
    const auto state = row[1].as<std::string>();
    if (outcome == "conflict") return refused(http::Code::conflict, "the order is " + state);
    Json json{{"order", order}, {"state", state}};
    if (outcome == "repeated") json["repeated"] = true;
    return http::json_response(200, json.dump());
}

using Do = std::function<Answer(postgres::Connection&, postgres::Transaction*)>;

// What is refused leaves no trace of the branch either.
Answer as_branch(postgres::Connection& connection, postgres::Step step, const std::string& order,
                 const DtmBranch& branch, const Do& act) {
    postgres::Transaction transaction{connection, step};
    auto answer =
        passes_barrier(transaction, branch) ? act(connection, &transaction) : nothing_changed(order);
    if (answer) transaction.commit();
    return answer;
}

// Orders that want some of the same coupons at the same moment may meet halfway; whoever gives way learns why
// when it asks again.
constexpr int attempts = 3;

Answer act(postgres::Pool& serving, postgres::Step step, const std::string& order,
           const std::optional<DtmBranch>& branch, const Do& act) {
    const auto connection = serving.borrow();
    for (int attempt = 1;; ++attempt) {
        try {
            return branch ? as_branch(*connection, step, order, *branch, act) : act(*connection, nullptr);
        } catch (const pqxx::serialization_failure&) {
            if (attempt == attempts) throw;
        }
    }
}

using Act = std::function<Answer(const http::Request&, const std::optional<DtmBranch>&)>;

http::Response answer(const http::Request& request, const Act& act) {
    const auto branch = dtm_branch_of(request);
    if (!branch) return branch.error().response();
    if (request.path_parameter("order").size() > longest_order_id)
        return http::problem(http::Code::invalid_request, "order: must be 1 to 128 bytes");
    auto answered = act(request, *branch);
    if (!*branch) return answered ? *std::move(answered) : answered.error().response();
    return as_dtm_reads_it(answered ? *std::move(answered) : as_dtm_reads_it(answered.error()).response());
}

}  // namespace

void add_order_routes(http::Router& router, postgres::Pool& serving) {
    const http::RouteOptions shop{.access = http::Access::scope("orders"), .max_body_bytes = 128 * 1024};
    const auto add = [&](const char* verb, const Act& act) {
        router.add("POST", fmt::format("/v1/orders/{{order}}/{}", verb), shop,
                   [act](const http::Request& request) { return answer(request, act); });
    };
    add("hold", [&serving](const http::Request& request, const std::optional<DtmBranch>& branch) -> Answer {
        const auto wanted = parse_hold_request(request.body);
        if (!wanted) return tl::unexpected(wanted.error());
        const auto& order = request.path_parameter("order");
        return act(serving, steps::hold_order, order, branch, [&](auto& connection, auto* transaction) {
            return hold(connection, transaction, order, *wanted, request.caller->user_id);
        });
    });
    const auto add_settling = [&](const char* verb, const char* change) {
        add(verb,
            [&serving, change](const http::Request& request,
                               const std::optional<DtmBranch>& branch) -> Answer {
                // DTM sends every operation of a branch the same body.
                if (auto refusal = branch ? std::nullopt : api::refuse_body(request.body))
                    return tl::unexpected(*refusal);
                const auto& order = request.path_parameter("order");
                return act(serving, steps::settle_order, order, branch,
                           [&](auto& connection, auto* transaction) {
                               return settle(connection, transaction, order, change, request.caller->user_id);
                           });
            });
    };
    add_settling("confirm", "used");
    add_settling("cancel", "cancelled");
    add_settling("revert", "reverted");
}

}  // namespace fairdraw::orders
