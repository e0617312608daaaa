#include "http/router.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "http/percent_encoding.hpp"
#include "http/problem.hpp"

namespace fairdraw::http {
namespace {

constexpr std::string_view malformed = "malformed route pattern ";

bool is_parameter(std::string_view segment) {
    return segment.starts_with('{');
}

// "/v1/rounds/{round}" → "v1", "rounds", "{round}"; "/" → "".
std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(1);
    for (;;) {
        auto slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == path.npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

// Whether `path`, with or without a last slash, is where a pattern begins: "/v1/log" of "/v1/log/leaves".
bool leads_to(std::string_view path, std::string_view pattern) {
    auto given = segments_of(path);
    if (given.size() > 1 && given.back().empty()) given.pop_back();
    const auto wanted = segments_of(pattern);
    const auto fits = [](std::string_view segment, std::string_view part) {
        return is_parameter(part) ? !segment.empty() : segment == part;
    };
    return given.size() < wanted.size() && std::equal(given.begin(), given.end(), wanted.begin(), fits);
}

Response no_such_path(std::string_view path, const std::vector<std::unique_ptr<Route>>& routes) {
    std::set<std::string_view> below;
    for (const auto& route : routes) {
        if (path.starts_with('/') && leads_to(path, route->pattern)) below.insert(route->pattern);
    }
    std::string detail = "There is nothing at this path";
    for (const auto pattern : below)
        detail.append(pattern == *below.begin() ? ", but at " : ", ").append(pattern);
    return problem(Code::not_found, detail + ".");
}

Response not_decodable(Recorded recorded) {
    return problem(Code::invalid_request,
                   "A path segment is not percent-encoded UTF-8 without control characters.",
                   {.recorded = recorded});
}

}  // namespace

Access Access::scope(std::string name) {
    return {Kind::scope, std::move(name)};
}

Reply::Reply(std::function<void(Response)> give) : give_(std::move(give)) {}

Reply::Reply(Reply&& other) noexcept : give_(std::exchange(other.give_, nullptr)) {}

Reply::~Reply() {
    if (give_) (*this)(problem(Code::internal, "The request was not answered."));
}

AtOnceHandler at_once(Handler handler) {
    return [handler = std::move(handler)](const Request& request, Reply& reply) {
        reply(handler(request));
        return true;
    };
}

void Reply::operator()(Response response) {
    std::exchange(give_, nullptr)(std::move(response));
}

// Children stand by literal segment; a parameter's child is the same whatever the pattern calls it, since its
// name is the pattern's matter.
struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    std::vector<const Route*> routes;  // one a method

    Node& child(std::string_view segment) {
        auto& slot = is_parameter(segment) ? parameter : literals[std::string(segment)];
        if (!slot) slot = std::make_unique<Node>();
        return *slot;
    }

    // Descends along `segments`, noting in `values` what stands in the places of parameters. Null when
    // nothing is there.
    const Node* find(std::string_view rest, std::vector<std::string_view>& values) const;

    const Route* route(std::string_view method) const {
        for (const Route* route : routes) {
            if (route->method == method) return route;
        }
        return nullptr;
    }

    std::string allowed() const {
        std::string list;
        for (const Route* route : routes)
            list += route->method + (route->method == "GET" ? ", HEAD, " : ", ");
        return list + "OPTIONS";
    }
};

const Router::Node* Router::Node::find(std::string_view rest, std::vector<std::string_view>& values) const {
    auto slash = rest.find('/');
    auto segment = rest.substr(0, slash);
    auto descend = [&](const Node& child) -> const Node* {
        if (slash == rest.npos) return child.routes.empty() ? nullptr : &child;
        return child.find(rest.substr(slash + 1), values);
    };
    if (auto literal = literals.find(segment); literal != literals.end()) {
        if (const Node* found = descend(*literal->second)) return found;
    }
    if (!parameter || segment.empty()) return nullptr;
    values.push_back(segment);
    const Node* found = descend(*parameter);
    if (!found) values.pop_back();
    return found;
}

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(std::string method, std::string pattern, RouteOptions options, Handler handler,
                 AtOnceHandler at_once) {
    insert(std::make_unique<Route>(Route{std::move(method),
                                         std::move(pattern),
                                         std::move(options),
                                         std::move(handler),
                                         {},
                                         std::move(at_once)}));
}

void Router::add_deferred(std::string method, std::string pattern, RouteOptions options,
                          DeferredHandler handler, AtOnceHandler at_once) {
    insert(std::make_unique<Route>(Route{std::move(method),
                                         std::move(pattern),
                                         std::move(options),
                                         {},
                                         std::move(handler),
                                         std::move(at_once)}));
}

void Router::insert(std::unique_ptr<Route> route) {
    if (!route->pattern.starts_with('/'))
        throw std::invalid_argument(std::string(malformed) + route->pattern);
    Node* node = root_.get();
    for (auto segment : segments_of(route->pattern)) {
        bool well_formed = is_parameter(segment)
                               ? segment.size() > 2 && segment.find_first_of("{}", 1) == segment.size() - 1
                               : segment.find_first_of("{}") == segment.npos;
        if (!well_formed) throw std::invalid_argument(std::string(malformed) + route->pattern);
        node = &node->child(segment);
    }
    if (node->route(route->method)) throw std::invalid_argument("route pattern taken: " + route->pattern);
    node->routes.push_back(route.get());
    routes_.push_back(std::move(route));
}

tl::expected<Router::Match, Response> Router::find(std::string_view method, std::string_view path) const {
    if (!path.starts_with('/')) return tl::unexpected(no_such_path(path, routes_));
    std::vector<std::string_view> values;
    const Node* node = root_->find(path.substr(1), values);
    if (!node) return tl::unexpected(no_such_path(path, routes_));
    const Route* route = node->route(method);
    if (!route && method == "HEAD") route = node->route("GET");
    if (!route) {
        Response response;
        response.status = 204;
        if (method != "OPTIONS")
            response = problem(Code::method_not_allowed, "This path takes " + node->allowed() + ".");
        response.headers.emplace_back("Allow", node->allowed());
        return tl::unexpected(std::move(response));
    }
    Match match{route, {}};
    std::size_t parameter = 0;
    if (values.empty()) return match;
    for (auto segment : segments_of(route->pattern)) {
        if (!is_parameter(segment)) continue;
        auto decoded = percent_decode_text(values[parameter++]);
        if (!decoded) return tl::unexpected(not_decodable(route->options.refused_means));
        match.path_parameters.emplace_back(segment.substr(1, segment.size() - 2), std::move(*decoded));
    }
    return match;
}

std::vector<const Route*> Router::routes() const {
    std::vector<const Route*> all;
    for (const auto& route : routes_) all.push_back(route.get());
    return all;
}

}  // namespace fairdraw::http
