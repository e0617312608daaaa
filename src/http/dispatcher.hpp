// From a whole request to its answer: who is asking, may they, do they ask too often, what does the route's
// handler say, what does an exception mean. Any number of threads at once.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "http/router.hpp"
#include "http/server.hpp"
#include "http/throttle.hpp"
#include "http/tokens.hpp"

namespace fairdraw::http {

class Dispatcher {
  public:
    // `metrics` may be null.
    Dispatcher(const ServerOptions& options, std::shared_ptr<const TokenVerifier> tokens, Metrics* metrics);

    // Gives `reply` one response, now or, on a deferred route, whenever its handler does. `request` and
    // `caller`, which it fills, must stay where they are until then.
    void dispatch(const Route& route, Request& request, std::shared_ptr<const Caller>& caller,
                  Reply reply) const;

    // Tries the route's at-once handler. False: not tried, or it said no, and `reply` is still due.
    // `which`: on the event loop's thread only tokens that were checked before are looked at.
    enum class Tokens { remembered, all };
    bool dispatch_at_once(const Route& route, Request& request, std::shared_ptr<const Caller>& caller,
                          Tokens which, Reply& reply) const;

    // The answer to a request of which only the head is there, if it is refused whatever its body. Throws
    // nothing; never waits.
    std::optional<Response> refuse_sender(const Route& route, Request& request) const noexcept;

  private:
    using Identified = tl::expected<std::shared_ptr<const Caller>, std::string>;
    Identified identify(const Request& request) const;
    std::shared_ptr<const Caller> remembered(const Request& request) const;
    bool is_known_at_once(const Route& route, const Request& request, const Caller* caller) const;
    void answer_failure(const Route& route, Reply& reply) const;
    tl::expected<std::shared_ptr<const Caller>, Response> admit(const Route& route, Request& request) const;
    std::optional<Response> hold_back(const Route& route, Request& request, const Caller* caller) const;
    Response response_to(std::exception_ptr exception, const Route& route) const;

    const ServerOptions& options_;
    std::shared_ptr<const TokenVerifier> tokens_;
    std::unique_ptr<Throttle> throttle_;
};

}  // namespace fairdraw::http
