// What a handler reads off a request, and what a refusal looks like.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "http/message.hpp"
#include "http/problem.hpp"

using namespace fairdraw::http;
using nlohmann::json;

TEST_CASE("request: queries are decoded, the first of a name counts") {
    Request request;
    request.raw_query = "cursor=a%2Fb+c&limit=5&limit=6&empty=&bare&%6eame=x&&=nameless";
    CHECK(request.query("cursor") == "a/b c");
    CHECK(request.query("limit") == "5");
    CHECK(request.query("empty") == "");
    CHECK(request.query("bare") == "");
    CHECK(request.query("name") == "x");
    CHECK_FALSE(request.query("Limit"));
    request.raw_query.clear();
    CHECK_FALSE(request.query("limit"));
}

TEST_CASE("request: fields match in any case, repeated ones are joined") {
    Request request;
    request.fields = "Host: a\r\nif-none-match:  \"x%0d%0a\" \t\r\nX-Empty:\r\nIf-None-Match: \"y\"\r\n";
    CHECK(request.header("If-None-Match") == "\"x%0d%0a\", \"y\"");
    CHECK(request.header("X-EMPTY") == "");
    CHECK_FALSE(request.header("None-Match"));
    CHECK_FALSE(request.header("REMOTE_ADDR"));
}

TEST_CASE("caller: has exactly the scopes of its token") {
    Caller caller{"alice", {"operator", "orders"}};
    CHECK(caller.has_scope("orders"));
    CHECK_FALSE(caller.has_scope("order"));
    CHECK_FALSE(caller.has_scope(""));
}

TEST_CASE("problem: every code has its name, a status of a refusal and the members of RFC 9457") {
    std::set<std::string_view> names;
    for (Code code : all_codes) {
        Response response = problem(code, "why");
        auto body = json::parse(response.body);
        CHECK(names.insert(name(code)).second);
        CHECK(response.status == status(code));
        CHECK(response.content_type == "application/problem+json");
        CHECK(body == json{{"type", "about:blank"},
                           {"title", title(code)},
                           {"status", status(code)},
                           {"detail", "why"},
                           {"code", name(code)}});
    }
    CHECK(names.size() == all_codes.size());
    CHECK(name(Code::not_in_active_time) == "NOT_IN_ACTIVE_TIME");
    CHECK(status(Code::not_in_active_time) == 403);
    CHECK(name(Code::payload_too_large) == "PAYLOAD_TOO_LARGE");
    CHECK(status(Code::payload_too_large) == 413);
}

TEST_CASE("problem: who may try again is told when, who must identify himself is told how") {
    using Fields = std::vector<std::pair<std::string, std::string>>;
    for (Code code : {Code::rate_limited, Code::overloaded, Code::unavailable}) {
        CHECK(problem(code, "", {.retry_after_s = 7}).headers == Fields{{"Retry-After", "7"}});
    }
    CHECK(problem(Code::unauthenticated, "").headers == Fields{{"WWW-Authenticate", "Bearer"}});
    CHECK(problem(Code::conflict, "").headers.empty());
}

TEST_CASE("problem: says whether anything was recorded, or that it cannot know") {
    CHECK_FALSE(json::parse(problem(Code::overloaded, "").body).contains("recorded"));
    CHECK(json::parse(problem(Code::overloaded, "", {.recorded = Recorded::no}).body)["recorded"] == false);
    CHECK(json::parse(problem(Code::unavailable, "", {.recorded = Recorded::unknown}).body)["recorded"]
              .is_null());
}

TEST_CASE("problem: what it says about recording is not said twice, and only problems say it") {
    auto unknown = problem(Code::unavailable, R"(,"recorded":true)", {.recorded = Recorded::unknown});
    auto before = unknown.body;
    say_recorded(unknown, Recorded::no);
    CHECK(unknown.body == before);
    auto silent = problem(Code::unavailable, R"(,"recorded":true)");
    say_recorded(silent, Recorded::not_said);
    CHECK_FALSE(json::parse(silent.body).contains("recorded"));
    say_recorded(silent, Recorded::no);
    CHECK(json::parse(silent.body)["recorded"] == false);
    auto success = json_response(200, "{}");
    say_recorded(success, Recorded::no);
    CHECK(success.body == "{}");
}

TEST_CASE("problem: a detail that is not UTF-8 does no harm") {
    CHECK(json::parse(problem(Code::invalid_request, "a\xff\"b").body)["detail"] == "a\uFFFD\"b");
}
