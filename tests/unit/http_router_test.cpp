// Which handler a path and a method lead to, and what is said where none does.
#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

#include "http/problem.hpp"
#include "http/router.hpp"

using namespace fairdraw::http;

namespace {

Response nothing(const Request&) {
    return {};
}

Router router_with(std::initializer_list<std::pair<const char*, const char*>> routes) {
    Router router;
    for (const auto& [method, pattern] : routes) router.add(method, pattern, {}, nothing);
    return router;
}

std::string pattern_of(const Router& router, std::string_view method, std::string_view path) {
    auto match = router.find(method, path);
    return match ? match->route->pattern : std::to_string(match.error().status);
}

std::string header_of(const Response& response, std::string_view name) {
    auto found = std::ranges::find(response.headers, name, &std::pair<std::string, std::string>::first);
    return found == response.headers.end() ? "" : found->second;
}

}  // namespace

TEST_CASE("router: a path is found by whole segments, a literal before a parameter") {
    auto router = router_with({{"GET", "/v1/rounds"},
                               {"GET", "/v1/rounds/{round}"},
                               {"POST", "/v1/rounds/{round}/entry"},
                               {"GET", "/v1/rounds/today"},
                               {"PUT", "/v1/rounds/{round}/disqualifications/{user}"},
                               {"GET", "/"}});

    CHECK(pattern_of(router, "GET", "/v1/rounds") == "/v1/rounds");
    CHECK(pattern_of(router, "GET", "/v1/rounds/daily") == "/v1/rounds/{round}");
    CHECK(pattern_of(router, "GET", "/v1/rounds/today") == "/v1/rounds/today");
    CHECK(pattern_of(router, "POST", "/v1/rounds/today/entry") == "/v1/rounds/{round}/entry");
    CHECK(pattern_of(router, "GET", "/") == "/");

    for (const char* path :
         {"/v1/rounds/", "/v1/rounds/daily/", "//v1/rounds", "/v1//rounds", "/v1/rounds//entry", "/v1",
          "/V1/rounds", "", "*", "v1/rounds", "/v1/rounds/daily/entry/more"}) {
        INFO(path);
        CHECK(pattern_of(router, "GET", path) == "404");
    }
    const auto says = [&](std::string_view path, const std::string& detail) {
        return router.find("GET", path).error().body.find('"' + detail + '"') != std::string::npos;
    };
    const std::string below =
        "There is nothing at this path, but at /v1/rounds/{round}/disqualifications/{user}.";
    CHECK(says("/v1/rounds/daily/disqualifications", below));
    CHECK(says("/v1/rounds/daily/disqualifications/", below));
    CHECK(says("/v1/rounds/daily/entry/more", "There is nothing at this path."));
    CHECK(says("*", "There is nothing at this path."));
}

TEST_CASE("router: parameters are decoded one segment each") {
    auto router = router_with({{"PUT", "/v1/rounds/{round}/disqualifications/{user}"}});
    auto user_of = [&](const std::string& segment) -> std::string {
        auto match = router.find("PUT", "/v1/rounds/daily/disqualifications/" + segment);
        if (!match) return std::to_string(match.error().status);
        Request request;
        request.path_parameters = match->path_parameters;
        CHECK(request.path_parameter("round") == "daily");
        CHECK_THROWS_AS(request.path_parameter("other"), std::out_of_range);
        return request.path_parameter("user");
    };

    CHECK(user_of("a%2Fb%3Fc") == "a/b?c");
    CHECK(user_of("O'Brien%20%22+%22") == "O'Brien \"+\"");
    CHECK(user_of("%e7%8e%8b") == "王");
    CHECK(user_of("..") == "..");
    for (const char* segment : {"a%00b", "a%0d%0ab", "%ff", "%ed%a0%80", "%", "%4", "%zz"}) {
        INFO(segment);
        CHECK(user_of(segment) == "400");
    }
}

TEST_CASE("router: HEAD goes where GET goes, other methods are told what there is") {
    auto router = router_with({{"GET", "/v1/rounds"}, {"POST", "/v1/rounds"}, {"POST", "/v1/campaigns"}});

    CHECK(router.find("HEAD", "/v1/rounds")->route->method == "GET");

    auto refused = router.find("DELETE", "/v1/rounds");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().status == 405);
    CHECK(refused.error().body.find("\"METHOD_NOT_ALLOWED\"") != std::string::npos);
    CHECK(header_of(refused.error(), "Allow") == "GET, HEAD, POST, OPTIONS");
    CHECK(refused.error().body.find("This path takes GET, HEAD, POST, OPTIONS.") != std::string::npos);
    CHECK(header_of(router.find("HEAD", "/v1/campaigns").error(), "Allow") == "POST, OPTIONS");

    auto options = router.find("OPTIONS", "/v1/campaigns");
    REQUIRE_FALSE(options);
    CHECK(options.error().status == 204);
    CHECK(header_of(options.error(), "Allow") == "POST, OPTIONS");
}

TEST_CASE("router: patterns that are malformed or taken are a programmer's mistake") {
    Router router;
    router.add("GET", "/v1/rounds/{round}", {}, nothing);
    for (const char* pattern : {"v1", "", "/{}", "/{round", "/round}", "/a{b}", "/{a}{b}"}) {
        INFO(pattern);
        CHECK_THROWS_AS(router.add("GET", pattern, {}, nothing), std::invalid_argument);
    }
    CHECK_THROWS_AS(router.add("GET", "/v1/rounds/{id}", {}, nothing), std::invalid_argument);
    CHECK_NOTHROW(router.add("PUT", "/v1/rounds/{id}", {}, nothing));
    CHECK(router.routes().size() == 2);
}
