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

Dispatcher::Dispatcher(const ServerOptions& options, std::shared_ptr<const TokenVerifier> tokens)
    : options_(options), tokens_(std::move(tokens)) {}

void Dispatcher::dispatch(const Route& route, Request& request, std::shared_ptr<const Caller>& caller,
                          Reply reply) const {
    try {
        auto admitted = admit(route.options.access, request);
        if (!admitted) {
            say_recorded(admitted.error(), route.options.refused_means);
            return reply(std::move(admitted.error()));
        }
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
            if (!caller && route.options.access.kind != Access::Kind::anyone) return false;
            if (route.options.access.kind == Access::Kind::scope) return false;
        } else {
            auto admitted = admit(route.options.access, request);
            if (!admitted) {
                say_recorded(admitted.error(), route.options.refused_means);
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

tl::expected<std::shared_ptr<const Caller>, Response> Dispatcher::admit(const Access& access,
                                                                        const Request& request) const {
    auto caller = identify(request);
    if (access.kind == Access::Kind::anyone) return caller ? *caller : nullptr;
    if (!caller) return tl::unexpected(problem(Code::unauthenticated, caller.error()));
    if (access.kind == Access::Kind::scope && !(*caller)->has_scope(access.scope_name)) {
        return tl::unexpected(
            problem(Code::forbidden, "This needs a token with the scope " + access.scope_name + "."));
    }
    return *caller;
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
