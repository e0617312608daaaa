// The server has the routes of docs/openapi.yaml, and no others on those paths.
#include <doctest/doctest.h>

#include <set>
#include <sstream>

#include "support/openapi_contract.hpp"
#include "support/stage.hpp"
#include "support/tokens.hpp"

using namespace fairdraw::testing;

namespace {

std::string with_parameters(std::string path) {
    const std::vector<std::pair<std::string, std::string>> values{{"{round}", "no-such-round"},
                                                                  {"{file}", "close.txt"},
                                                                  {"{user}", "user-1"},
                                                                  {"{campaign}", "no-such-campaign"},
                                                                  {"{template}", "no-such-template"},
                                                                  {"{order}", "no-such-order"},
                                                                  {"{grant}", "no-such-grant"},
                                                                  {"{promotion}", "no-such-promotion"},
                                                                  {"{notice}", "17"},
                                                                  {"{webhook}", "no-such-webhook"}};
    for (const auto& [name, value] : values) {
        if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    }
    return path;
}

// HEAD goes with GET, and OPTIONS with every path.
std::set<std::string> methods_in(const std::string& allow) {
    std::set<std::string> methods;
    std::istringstream list(allow);
    for (std::string method; list >> method;) {
        if (method.ends_with(',')) method.pop_back();
        if (method != "HEAD" && method != "OPTIONS") methods.insert(method);
    }
    return methods;
}

}  // namespace

TEST_CASE("every documented path is there, with exactly the documented methods") {
    Stage stage({.arguments = {"--sign-in-form"}});
    for (const auto& route : OpenApiContract::shared().routes()) {
        INFO(route.path);
        const auto path = with_parameters(route.path);
        const auto refused = stage.operator_.request("TRACE", path);
        CHECK(refused.status == 405);
        CHECK(methods_in(refused.header("Allow").value_or("")) == route.methods);
        for (const auto& method : route.methods) {
            INFO(method);
            // Whatever it says to this, it is an answer that the document knows of this very route.
            CHECK(stage.operator_.request(method, path).status != 405);
        }
    }
}

TEST_CASE(
    "every route refuses bodies beyond its limit, callers without a token, and paths that do not decode") {
    Stage stage({.arguments = {"--sign-in-form"}});
    const std::string large(300'000, ' ');
    // Who may do everything: a large body is read of nobody who may not send it.
    ApiClient trusted(stage.server.url(), sign_token({"shop", "operator merchant orders", 3600},
                                                     TestKeys::shared().jwt_secret()));
    for (const auto& route : OpenApiContract::shared().routes()) {
        if (!route.path.starts_with("/v1/")) continue;
        auto undecodable = with_parameters(route.path);
        const auto round = undecodable.find("no-such-");
        if (round != std::string::npos) undecodable.replace(round, 3, "%ff");
        for (const auto& method : route.methods) {
            INFO(method, " ", route.path);
            const auto path = with_parameters(route.path);
            // Whole lists are taken there; functional/grants_test.cpp sends too long a one.
            const bool takes_lists =
                route.path.starts_with("/v1/grants/") || route.path.ends_with("/audience");
            if (!(method == "PUT" && takes_lists))
                CHECK(trusted.request(method, path, large).code() == "PAYLOAD_TOO_LARGE");
            if (round != std::string::npos) {
                CHECK(stage.operator_.request(method, undecodable).code() == "INVALID_REQUEST");
            }
            const auto anyone = stage.anyone.request(method, path);
            CHECK((anyone.code() == "UNAUTHENTICATED") == !route.is_public.contains(method));
        }
    }
}

TEST_CASE("HEAD is GET without the body") {
    Stage stage;
    for (const std::string path : {"/healthz", "/readyz", "/metrics", "/v1/rounds", "/v1/campaigns"}) {
        INFO(path);
        const auto head = stage.operator_.request("HEAD", path);
        CHECK(head.status == 200);
        CHECK(head.body.empty());
        CHECK(head.header("Content-Type") == stage.operator_.get(path).header("Content-Type"));
    }
}

TEST_CASE("what is not documented is not there") {
    Stage stage;
    for (const std::string path :
         {"/", "/v1", "/v1/", "/v1/rounds/", "/v2/rounds", "/v1/rounds/r/evidence", "/v1/rounds/r/entry/",
          "/v1/rounds/r/evidence/../../../etc/passwd", "/metrics/", "/v1/campaigns/daily", "//v1/rounds"}) {
        INFO(path);
        CHECK(stage.operator_.get(path).code() == "NOT_FOUND");
    }
    CHECK(stage.anyone.get("/v1/log/").body.find("/v1/log/checkpoint") != std::string::npos);
}

TEST_CASE("the metrics count what was served") {
    Stage stage;
    stage.anyone.get("/v1/rounds");
    const auto metrics = stage.anyone.get("/metrics");
    CHECK(metrics.body.find("fairdraw_http_requests_total") != std::string::npos);
    CHECK(metrics.body.find("/v1/rounds") != std::string::npos);
}
