#include "http/dispatcher.hpp"

#include <spdlog/spdlog.h>

#include <ctime>
#include <utility>

#include "http/fields.hpp"
#include "http/problem.hpp"

namespace fairdraw::http {
namespace {

constexpr std::string_view scheme = "Bearer ";

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
        // From here on `request` may be gone: somebody else may have given the answer.
        Response response = response_to(std::current_exception(), route);
        if (!reply.is_due()) return;
        // A deferred handler that still holds its reply has not handed the request on.
        if (route.deferred_handler) say_recorded(response, route.options.refused_means);
        reply(std::move(response));
    }
}

Dispatcher::Identified Dispatcher::identify(const Request& request) const {
    auto authorization = request.header("Authorization");
    if (!authorization) return tl::unexpected<std::string>("There is no token.");
    std::string_view value = *authorization;
    if (!equal_ignoring_case(value.substr(0, scheme.size()), scheme)) {
        return tl::unexpected<std::string>("The Authorization is not a Bearer token.");
    }
    if (!tokens_) return tl::unexpected<std::string>("No token is accepted here.");
    return tokens_->verify(trim_spaces(value.substr(scheme.size())), std::time(nullptr));
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
