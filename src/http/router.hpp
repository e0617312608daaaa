// Which handler a request belongs to: a tree of path segments, found in one walk without regular expressions.
//
// Filled by one thread before the server runs, read by any number of threads afterwards.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "http/message.hpp"
#include "http/problem.hpp"

namespace fairdraw::http {

// Who may call a route. Without a valid token: UNAUTHENTICATED; without the scope: FORBIDDEN.
struct Access {
    enum class Kind { anyone, user, scope };
    static const Access anyone;
    static const Access user;
    static Access scope(std::string name);

    Kind kind = Kind::user;
    std::string scope_name;
};
inline const Access Access::anyone{Kind::anyone, {}};
inline const Access Access::user{Kind::user, {}};

// What becomes of requests beyond their sender's limit (throttle.hpp). Who shows the scope that a route asks
// for has no limit there: that is the operator's own, or a system of theirs that acts for many users.
enum class Throttling {
    refuse,
    handler_decides,  // of requests with a valid token; the others are refused
    exempt,           // they are not even counted
};

struct RouteOptions {
    Access access = Access::user;
    std::size_t max_body_bytes = 8 * 1024;        // beyond: PAYLOAD_TOO_LARGE, without reading on
    bool may_block = true;                        // false: the handler never waits for anything
    Recorded refused_means = Recorded::not_said;  // in refusals that come before the handler
    Throttling throttling = Throttling::refuse;
};

// May block, and may throw: see ServerOptions::map_exception. Called by many threads at once.
using Handler = std::function<Response(const Request&)>;

// The one answer to one request, from whatever thread has it. Move-only; the Request stays valid until the
// answer is given. A Reply that is dropped unanswered answers 500 INTERNAL, so that no client waits in vain.
class Reply {
  public:
    explicit Reply(std::function<void(Response)> give);
    Reply(Reply&&) noexcept;
    Reply& operator=(Reply&&) = delete;
    ~Reply();

    // Has the response sent; the calling thread only writes it out. Precondition: is_due().
    void operator()(Response response);

    // Whether the answer is still to be given here: neither given nor moved on.
    bool is_due() const { return static_cast<bool>(give_); }

    // It will be given elsewhere: nothing is answered when this is dropped.
    void cancel() { give_ = nullptr; }

  private:
    std::function<void(Response)> give_;
};

// For answers that wait for something shared, such as a commit: no thread waits with them. It moves from
// `reply` and returns; until then it may block only if the route says so (may_block).
// What it throws before it has moved is mapped as with a Handler.
using DeferredHandler = std::function<void(const Request&, Reply& reply)>;

// Tried first where a route has one, as a rule on the event loop's own thread, which costs no switching of
// threads: answers, or moves from `reply`, and returns true; or leaves it and returns false, because it would
// have to wait or to compute for long. Then the route's other handler is asked on a worker.
using AtOnceHandler = std::function<bool(const Request&, Reply& reply)>;

// Of a handler that never waits and is done in microseconds.
AtOnceHandler at_once(Handler handler);

struct Route {
    std::string method;
    std::string pattern;
    RouteOptions options;
    Handler handler;  // one of the two
    DeferredHandler deferred_handler;
    AtOnceHandler at_once;  // may be empty
};

class Router {
  public:
    Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    ~Router();

    // `pattern` is "/v1/rounds/{round}/entry": whole segments are literal or one parameter; a literal goes
    // before a parameter. GET also answers HEAD; OPTIONS is answered for every path. Throws
    // std::invalid_argument for a pattern that is malformed or already taken.
    void add(std::string method, std::string pattern, RouteOptions options, Handler handler,
             AtOnceHandler at_once = {});
    void add_deferred(std::string method, std::string pattern, RouteOptions options, DeferredHandler handler,
                      AtOnceHandler at_once = {});

    struct Match {
        const Route* route;  // owned by the router; stable from then on
        std::vector<std::pair<std::string, std::string>> path_parameters;
    };
    // Otherwise the response: 404 NOT_FOUND (a trailing slash is another path), 405 METHOD_NOT_ALLOWED with
    // Allow, 400 for a parameter that does not decode to UTF-8 without control characters, or 204 with Allow
    // for OPTIONS.
    tl::expected<Match, Response> find(std::string_view method, std::string_view path) const;

    // All routes in the order in which they were added.
    std::vector<const Route*> routes() const;

  private:
    struct Node;
    void insert(std::unique_ptr<Route> route);

    std::unique_ptr<Node> root_;
    std::vector<std::unique_ptr<Route>> routes_;
};

}  // namespace fairdraw::http
