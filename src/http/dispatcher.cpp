#include "http/dispatcher.hpp"

#include <spdlog/spdlog.h>

#include <ctime>
#include <utility>

#include "http/fields.hpp"
#include "http/problem.hpp"

namespace fairdraw::http {
namespace {

constexpr std::string_view scheme = "Bearer ";

std::optional<std::string_view> bearer_token(std::string_view authorization) {
    if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return std::nullopt;
    return trim_spaces(authorization.substr(scheme.size()));
}

std::string what(std::exception_ptr exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "not a std::exception";
    }
}

}  // namespace

Dispatcher::Dispatcher(const ServerOptions& options, std::shared_ptr<const TokenVerifier> tokens,
                       Metrics* metrics)
    : options_(options),
      tokens_(std::move(tokens)),
      throttle_(std::make_unique<Throttle>(options.throttle, metrics)) {}

void Dispatcher::dispatch(const Route& route, Request& request, std::shared_ptr<const Caller>& caller,
                          Reply reply) const {
    try {
        auto admitted = admit(route, request);
        if (!admitted) return reply(std::move(admitted.error()));
        caller = std::move(*admitted);
        request.caller = caller.get();
        if (route.deferred_handler) return route.deferred_handler(request, reply);
        reply(route.handler(request));
    } catch (...) {
        answer_failure(route, reply);
    }
}

bool Dispatcher::dispatch_at_once(const Route& route, Request& request, std::shared_ptr<const Caller>& caller,
                                  Tokens which, Reply& reply) const {
    if (!route.at_once) return false;
    try {
        if (which == Tokens::remembered) {
            caller = remembered(request);
            if (!is_known_at_once(route, request, caller.get())) return false;
            if (auto refusal = hold_back(route, request, caller.get())) {
                reply(std::move(*refusal));
                return true;
            }
        } else {
            auto admitted = admit(route, request);
            if (!admitted) {
                reply(std::move(admitted.error()));
                return true;
            }
            caller = std::move(*admitted);
        }
        request.caller = caller.get();
        return route.at_once(request, reply);
    } catch (...) {
        // To find out what a failure means may take asking the database: not on the event loop's thread.
        if (which == Tokens::remembered && reply.is_due()) return false;
        answer_failure(route, reply);
        return true;
    }
}

std::optional<Response> Dispatcher::refuse_sender(const Route& route, Request& request) const noexcept {
    try {
        auto admitted = admit(route, request);
        return admitted ? std::nullopt : std::optional(std::move(admitted.error()));
    } catch (...) {
        return std::nullopt;  // whoever has the whole request will find the same, and say so
    }
}

// Of a handler that threw, in its catch clause. The request may be gone by now: somebody else may have given
// the answer.
void Dispatcher::answer_failure(const Route& route, Reply& reply) const {
    if (!reply.is_due()) {
        spdlog::error("event=handler_failed route={} error={:?}", route.pattern,
                      what(std::current_exception()));
        return;
    }
    Response response = response_to(std::current_exception(), route);
    // A deferred handler that still holds its reply has not handed the request on.
    if (route.deferred_handler) say_recorded(response, route.options.refused_means);
    reply(std::move(response));
}

Dispatcher::Identified Dispatcher::identify(const Request& request) const {
    auto authorization = request.header("Authorization");
    if (!authorization) return tl::unexpected<std::string>("There is no token.");
    auto token = bearer_token(*authorization);
    if (!token) return tl::unexpected<std::string>("The Authorization is not a Bearer token.");
    if (!tokens_) return tl::unexpected<std::string>("No token is accepted here.");
    return tokens_->verify(*token, std::time(nullptr));
}

std::shared_ptr<const Caller> Dispatcher::remembered(const Request& request) const {
    auto authorization = request.header("Authorization");
    auto token = authorization ? bearer_token(*authorization) : std::nullopt;
    return token && tokens_ ? tokens_->remembered(*token, std::time(nullptr)) : nullptr;
}

// Whether a look at the remembered tokens is enough to say who is asking, and that they may.
bool Dispatcher::is_known_at_once(const Route& route, const Request& request, const Caller* caller) const {
    const auto kind = route.options.access.kind;
    if (kind == Access::Kind::scope) return false;
    if (caller || kind == Access::Kind::user) return caller != nullptr;
    return route.options.throttling == Throttling::exempt || !request.header("Authorization");
}

tl::expected<std::shared_ptr<const Caller>, Response> Dispatcher::admit(const Route& route,
                                                                        Request& request) const {
    const Access& access = route.options.access;
    auto caller = identify(request);
    if (auto refusal = hold_back(route, request, caller ? caller->get() : nullptr))
        return tl::unexpected(std::move(*refusal));
    if (access.kind == Access::Kind::anyone) return caller ? *caller : nullptr;
    auto refused = [&](Code code, std::string_view detail) {
        return tl::unexpected(problem(code, detail, {.recorded = route.options.refused_means}));
    };
    if (!caller) return refused(Code::unauthenticated, caller.error());
    if (access.kind == Access::Kind::scope && !(*caller)->has_scope(access.scope_name))
        return refused(Code::forbidden, "This needs a token with the scope " + access.scope_name + ".");
    return *caller;
}

// Counts a request once, however often it is looked at, and refuses it when it is one too many.
std::optional<Response> Dispatcher::hold_back(const Route& route, Request& request,
                                              const Caller* caller) const {
    const Access& access = route.options.access;
    const Throttling throttling = route.options.throttling;
    if (throttling == Throttling::exempt) return std::nullopt;
    if (caller && access.kind == Access::Kind::scope && caller->has_scope(access.scope_name))
        return std::nullopt;
    if (!std::exchange(request.is_counted, true)) request.over_limit = throttle_->count(request, caller);
    if (!request.over_limit) return std::nullopt;
    if (caller && throttling == Throttling::handler_decides) return std::nullopt;
    auto refusal = rate_limited(*request.over_limit);
    say_recorded(refusal, route.options.refused_means);
    return refusal;
}

Response Dispatcher::response_to(std::exception_ptr exception, const Route& route) const {
    if (options_.map_exception) {
        try {
            if (auto response = options_.map_exception(exception)) return std::move(*response);
        } catch (...) {
            exception = std::current_exception();
        }
    }
    spdlog::error("event=handler_failed route={} error={:?}", route.pattern, what(exception));
    return problem(Code::internal, "Something went wrong here. It has been logged.");
}

}  // namespace fairdraw::http
