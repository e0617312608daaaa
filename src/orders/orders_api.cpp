// POST /v1/orders/{order}/hold, confirm, cancel and revert: what a shop's server asks for while an order is
// made. Also as branches of DTM's global transactions. Always 200 for success, whatever was done before.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <pqxx/except>
#include <pqxx/result>

#include "api/empty_body.hpp"
#include "orders/dtm.hpp"
#include "orders/routes.hpp"
#include "orders/steps.hpp"
#include "sql/orders_sql.hpp"

namespace fairdraw::orders {

namespace {

constexpr std::size_t longest_order_id = 128;

tl::expected<OrderChange, api::Refusal> read_change(const http::Request& request, const char* change,
                                                    bool of_branch) {
    OrderChange wanted{request.path_parameter("order"), change, request.caller->user_id, {}, {}};
    if (wanted.order.size() > longest_order_id)
        return tl::unexpected(api::Refusal{http::Code::invalid_request, "order: must be 1 to 128 bytes"});
    if (wanted.change == "held") {
        auto hold = parse_hold_request(request.body);
        if (!hold) return tl::unexpected(hold.error());
        wanted.hold = *std::move(hold);
    } else if (!of_branch) {
        // DTM sends every operation of a branch the same body.
        if (auto refusal = api::refuse_body(request.body)) return tl::unexpected(*refusal);
    }
    return wanted;
}

// As the recorder does it, for one, in a transaction that something else belongs to.
Answer hold(postgres::Transaction& transaction, const OrderChange& wanted, const DtmBranch& branch) {
    const auto& request = *wanted.hold;
    const auto offered = transaction.run(sql::find_offered, {request.codes});
    const UnixMs now{offered.empty() ? 0 : offered[0][10].as<std::int64_t>()};
    const auto priced = price_hold(wanted.order, request, offered_in(offered), now);
    if (!priced) return tl::unexpected(priced.error());
    const auto row = transaction.run(
        sql::hold_order, {wanted.order, request.user_id, priced->codes, priced->amounts,
                          request.order.currency, std::span<const std::uint8_t>{request.fingerprint},
                          priced->expires, wanted.actor, priced->answer, branch.gid})[0];
    return answer_of_hold(row[0].as<std::string>(), row[1].as<std::string>(),
                          row[2].is_null() ? std::string{} : row[2].as<std::string>());
}

http::Response nothing_changed(const std::string& order) {
    return http::json_response(200, nlohmann::ordered_json{{"order", order}, {"changed", false}}.dump());
}

Answer settle(postgres::Transaction& transaction, const OrderChange& wanted, const DtmBranch& branch) {
    const auto row = transaction.run(sql::settle_order,
                                     {wanted.order, wanted.change, wanted.actor, branch.gid, branch.op})[0];
    const auto outcome = row[0].as<std::string>();
    if (outcome == "unchanged") return nothing_changed(wanted.order);
    return answer_of_settling(wanted.order, outcome,
                              row[1].is_null() ? std::string{} : row[1].as<std::string>());
}

// Whether to go on. Otherwise the branch's operation was done before, or can no longer be: nothing is to
// change.
bool passes_barrier(postgres::Transaction& transaction, const DtmBranch& branch) {
    return transaction
        .run(sql::pass_barrier, {branch.trans_type, branch.gid, branch.branch_id, branch.op})[0][0]
        .as<bool>();
}

// What is refused leaves no trace of the branch either.
Answer change_as_branch(postgres::Connection& connection, const OrderChange& wanted,
                        const DtmBranch& branch) {
    postgres::Transaction transaction{connection, wanted.hold ? steps::hold_order : steps::settle_order};
    Answer answer = nothing_changed(wanted.order);
    if (passes_barrier(transaction, branch))
        answer = wanted.hold ? hold(transaction, wanted, branch) : settle(transaction, wanted, branch);
    if (answer) transaction.commit();
    return answer;
}

// Orders that want some of the same coupons at the same moment may meet halfway; whoever gives way learns why
// when it asks again.
Answer persist_as_branch(postgres::Pool& serving, const OrderChange& wanted, const DtmBranch& branch) {
    constexpr int attempts = 3;
    const auto connection = serving.borrow();
    for (int attempt = 1;; ++attempt) {
        try {
            return change_as_branch(*connection, wanted, branch);
        } catch (const pqxx::serialization_failure&) {
            if (attempt == attempts) throw;
        }
    }
}

http::Response for_dtm(const api::Refusal& refusal) {
    return as_dtm_reads_it(as_dtm_reads_it(refusal).response());
}

http::Response for_dtm(const Answer& answer) {
    return answer ? as_dtm_reads_it(*answer) : for_dtm(answer.error());
}

http::Response response_of(const Recorded& recorded) {
    if (recorded) return *recorded ? **recorded : recorded->error().response();
    const auto refusal = api::refusal_of(recorded.error());
    return refusal ? refusal->response()
                   : http::problem(http::Code::internal, "Something went wrong here. It has been logged.");
}

void change(const Ordering& ordering, const char* what, const http::Request& request, http::Reply& reply) {
    const auto branch = dtm_branch_of(request);
    if (!branch) return reply(for_dtm(branch.error()));
    if (*branch && !may_do(**branch, what))
        return reply(for_dtm(api::Refusal{http::Code::conflict, "op: is not what this address does"}));
    auto wanted = read_change(request, what, branch->has_value());
    if (*branch) {
        return reply(for_dtm(wanted ? persist_as_branch(ordering.serving, *wanted, **branch)
                                    : Answer{tl::unexpected(wanted.error())}));
    }
    if (!wanted) return reply(wanted.error().response());
    // std::function wants what it holds to be copyable.
    const auto shared_reply = std::make_shared<http::Reply>(std::move(reply));
    wanted->answer = [shared_reply](const Recorded& recorded) { (*shared_reply)(response_of(recorded)); };
    if (!ordering.recorder.record(*std::move(wanted))) (*shared_reply)(too_many_orders().response());
}

}  // namespace

void add_order_routes(http::Router& router, const Ordering& ordering) {
    const http::RouteOptions shop{.access = http::Access::scope("orders"), .max_body_bytes = 128 * 1024};
    const auto add = [&](const char* verb, const char* what) {
        router.add_deferred("POST", fmt::format("/v1/orders/{{order}}/{}", verb), shop,
                            [ordering, what](const http::Request& request, http::Reply& reply) {
                                change(ordering, what, request, reply);
                            });
    };
    add("hold", "held");
    add("confirm", "used");
    add("cancel", "cancelled");
    add("revert", "reverted");
}

}  // namespace fairdraw::orders
