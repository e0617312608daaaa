// POST /v1/templates/{template}/claims: a user takes a coupon of a template.
#include <fmt/format.h>

#include <algorithm>

#include "api/empty_body.hpp"
#include "coupons/coupon_json.hpp"
#include "coupons/routes.hpp"

namespace fairdraw::coupons {

namespace {

api::Refusal refuse(http::Code code, const char* detail) {
    return {code, detail, {http::Recorded::no}};
}

bool is_key(const std::string& text) {
    return !text.empty() && text.size() <= 64 &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

// Who sends another key asks for another coupon; who sends none has one claim.
tl::expected<std::string, api::Refusal> cause_of(const Claimable& claimed, const http::Request& request) {
    const auto cause = fmt::format("claim {}", claimed.template_no);
    const auto key = request.header("Idempotency-Key");
    if (!key) return cause;
    if (!is_key(*key))
        return tl::unexpected(
            refuse(http::Code::invalid_request, "Idempotency-Key: must be 1 to 64 visible characters"));
    return cause + ' ' + *key;
}

// What is known without the database, which judges the rest.
std::optional<api::Refusal> refuse_claim(const Claimable& claimed, const http::Caller& caller,
                                         UnixMs arrived) {
    if (claimed.segment && !caller.has_segment(*claimed.segment))
        return refuse(http::Code::forbidden, "these coupons are for others");
    if (!claimed.from)
        return refuse(http::Code::not_in_active_time, "coupons of this template cannot be claimed");
    if (arrived < *claimed.from)
        return api::Refusal{http::Code::not_in_active_time,
                            "coupons are given from " + format_rfc3339(*claimed.from),
                            {http::Recorded::no}};
    return std::nullopt;
}

http::Response response_of(const Claimable& claimed, const IssueAnswer& answer) {
    if (!answer) return refusal_of(answer.error()).response();
    return http::json_response(answer->repeated ? 200 : 201,
                               fmt::format(R"({{"template":"{}","coupon":{}{}}})", claimed.id,
                                           json_of(answer->coupon), json_of_rest(*answer)));
}

void claim(const Claiming& claiming, const ClaimablePtr& claimed, const http::Request& request,
           http::Reply& reply) {
    if (auto refusal = api::refuse_body(request.body)) return reply(refusal->response());
    auto cause = cause_of(*claimed, request);
    if (!cause) return reply(cause.error().response());
    const auto arrived = claiming.clock.at(request.arrived_ns);
    if (auto refusal = refuse_claim(*claimed, *request.caller, arrived)) return reply(refusal->response());
    // std::function wants what it holds to be copyable.
    const auto shared_reply = std::make_shared<http::Reply>(std::move(reply));
    const bool taken = claiming.recorder.issue({.source = {claimed->template_no, "claim", std::nullopt},
                                                .user_id = request.caller->user_id,
                                                .cause = *std::move(cause),
                                                .arrived = arrived,
                                                .answer = [claimed, shared_reply](const IssueAnswer& answer) {
                                                    (*shared_reply)(response_of(*claimed, answer));
                                                }});
    if (!taken) (*shared_reply)(too_many_ask().response());
}

}  // namespace

void add_claim_routes(http::Router& router, const Claiming& claiming) {
    const http::RouteOptions options{
        .access = http::Access::user, .max_body_bytes = 1024, .refused_means = http::Recorded::no};
    router.add_deferred(
        "POST", "/v1/templates/{template}/claims", options,
        [claiming](const http::Request& request, http::Reply& reply) {
            const auto claimed = claiming.templates.find(request.path_parameter("template"));
            if (!claimed) return reply(refuse(http::Code::not_found, "there is no such template").response());
            claim(claiming, claimed, request, reply);
        },
        [claiming](const http::Request& request, http::Reply& reply) {
            const auto claimed = claiming.templates.remembered(request.path_parameter("template"));
            if (claimed) claim(claiming, claimed, request, reply);
            return claimed != nullptr;
        });
}

}  // namespace fairdraw::coupons
