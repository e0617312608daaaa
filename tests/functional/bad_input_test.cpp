// Whatever is thrown at the door: the right refusal, nothing recorded, and the server is still there.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <list>

#include "support/open_round.hpp"
#include "support/raw_http.hpp"
#include "support/tokens.hpp"

using namespace fairdraw::testing;

namespace {

constexpr std::size_t ten_megabytes = 10'000'000;

const std::string& secret() {
    return TestKeys::shared().jwt_secret();
}

}  // namespace

TEST_CASE("bodies that are not what they should be") {
    OpenRound stage;
    ApiClient user = stage.user("user-1");
    for (const std::string body :
         {"{", "[]", "null", "true", "1", "\"\"", R"({"a": 1})", "{}{}", "{} x", "\xff\xfe", "--",
          R"({"__proto__": {}})", "<entry/>", "{\"a\": \"\\ud800\"}"}) {
        INFO(body);
        CHECK(user.post(stage.entry, body).code() == "INVALID_REQUEST");
        CHECK(user.post("/v1/rounds/open/reservation", body).code() == "INVALID_REQUEST");
        CHECK(stage.operator_.post("/v1/campaigns/daily/stop", body).code() == "INVALID_REQUEST");
    }
    const std::string nul("{}\0", 3);
    CHECK(user.post(stage.entry, nul).code() == "INVALID_REQUEST");

    const std::string deep = std::string(3000, '[') + std::string(3000, ']');
    for (const std::string& body : {std::string("{"), std::string("[]"), std::string("7"), std::string(),
                                    deep, std::string("{\"round\": \"a\", \"round\"")}) {
        INFO(body.substr(0, 40));
        CHECK(stage.operator_.post("/v1/rounds", body).code() == "INVALID_REQUEST");
        CHECK(stage.operator_.post("/v1/campaigns", body).code() == "INVALID_REQUEST");
        CHECK(stage.operator_.post("/v1/rounds/open/void", body).code() == "INVALID_REQUEST");
        CHECK(stage.operator_.put("/v1/rounds/open/disqualifications/u", body).code() == "INVALID_REQUEST");
    }
    stage.check_unharmed();
}

TEST_CASE("bodies of ten megabytes, with a length and chunked") {
    OpenRound stage;
    const std::string large(ten_megabytes, ' ');

    CHECK(stage.user("user-1").post(stage.entry, large).code() == "PAYLOAD_TOO_LARGE");
    CHECK(stage.operator_.post("/v1/rounds", large).code() == "PAYLOAD_TOO_LARGE");
    CHECK(stage.user("user-1").post(stage.entry, std::string(1025, ' ')).code() == "PAYLOAD_TOO_LARGE");

    const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
    RawConnection chunked(stage.server.port());
    chunked.send(stage.entry_request("Transfer-Encoding: chunked\r\n"));
    for (std::size_t sent = 0; sent < ten_megabytes && chunked.send(chunk); sent += chunk.size()) {
    }
    CHECK(status_of(chunked.read_response()) == 413);

    // Announced, and then never sent: nobody waits for it.
    CHECK(stage.raw_status(stage.entry_request("Content-Length: 10000000\r\n")) == 413);
    CHECK(stage.raw_status(stage.entry_request("Content-Length: 99999999999999999999999\r\n")) >= 400);
    CHECK(stage.raw_status(stage.entry_request(fmt::format("X-Large: {}\r\nContent-Length: 0\r\n", large))) >=
          400);
    stage.check_unharmed();
}

TEST_CASE("requests whose framing is in doubt, or that carry line breaks where there are none") {
    OpenRound stage;
    const std::string zero = "Content-Length: 0\r\n";
    const std::list<std::string> heads{
        stage.entry_request("Content-Length: 0\r\nContent-Length: 2\r\n"),
        stage.entry_request("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        stage.entry_request("Content-Length: -1\r\n"),
        stage.entry_request("Content-Length: 0x0\r\n"),
        stage.entry_request("Content-Length: +0\r\n"),
        stage.entry_request("Transfer-Encoding: gzip\r\n"),
        stage.entry_request("Transfer-Encoding: chunked\r\n") + "fffffffffffffffff\r\n",
        stage.entry_request("Transfer-Encoding: chunked\r\n") + "-1\r\n\r\n",
        stage.entry_request(zero + "X-Broken\r\n"),
        stage.entry_request(zero + "X Broken: 1\r\n"),
        stage.entry_request(zero + " folded: 1\r\n"),
        stage.entry_request(zero + std::string("X-Nul: a\0b\r\n", 12)),
        stage.entry_request(zero + "X-Cr: a\rb\r\n"),
        fmt::format("POST {} HTTP/1.1\nHost: localhost\n\n", stage.entry),
        fmt::format("POST {} HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n", stage.entry),
        "GET /healthz\r\n\r\n",
        "GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /health\x01z HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\x16\x03\x01\x01\x01 a greeting in TLS\r\n\r\n",
    };
    for (const auto& request : heads) {
        INFO(request);
        const int status = stage.raw_status(request);
        // Refused, or hung up without a word.
        CHECK((status == 0 || (status >= 400 && status < 500) || status == 501 || status == 505));
        CHECK(stage.anyone.get("/healthz").status == 200);
    }
    stage.check_unharmed();
}

TEST_CASE("percent-encoded line breaks become no lines") {
    OpenRound stage;
    const auto token = TestKeys::shared().user_token("user-1");
    const std::list<std::string> requests{
        "GET /v1/rounds/open%0d%0aInjected:%20yes HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /v1/rounds/open%0aInjected:%20yes/evidence/close.txt%0d%0a HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /v1/rounds?cursor=%0d%0aInjected:%20yes HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /healthz%0d%0aInjected:%20yes HTTP/1.1\r\nHost: localhost\r\n\r\n",
        fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}%0d%0aInjected: yes\r\n"
                    "Content-Length: 0\r\n\r\n",
                    stage.entry, token),
    };
    for (const auto& request : requests) {
        INFO(request);
        RawConnection connection(stage.server.port());
        connection.send(request);
        const auto response = connection.read_response();
        CHECK(status_of(response) >= 400);
        CHECK(status_of(response) < 500);
        CHECK(response.find("\nInjected:") == std::string::npos);
    }
    // A value is what it is, not what it would be decoded: this ETag matches nothing.
    const auto reply =
        stage.user("user-1").get("/v1/rounds/open/result", {{"If-None-Match", "\"x\"%0d%0aInjected: yes"}});
    CHECK(reply.status == 200);
    CHECK_FALSE(reply.header("Injected"));
    CHECK(stage.server.log().find("\nInjected") == std::string::npos);
    stage.check_unharmed();
}

TEST_CASE("tokens that are not ours") {
    OpenRound stage;
    const RsaSigner stranger;
    const auto good = TestKeys::shared().user_token("user-1");
    const std::string minute = fmt::format("{}", now_ms() / 1000 + 60);
    const std::list<std::pair<std::string, std::string>> tokens{
        {"none at all", ""},
        {"not a token", "abc"},
        {"two dots and nothing else", ".."},
        {"expired", sign_token({"user-1", "", -3600}, secret())},
        {"of another key", sign_token({"user-1", "", 3600}, "another-secret-0123456789abcdefghijklmnop")},
        {"alg none", unsigned_token({"user-1", "operator", 3600})},
        {"alg none with the signature of a good one",
         unsigned_token({"user-1", "", 3600}) + good.substr(good.rfind('.') + 1)},
        {"RS256 by a stranger", stranger.sign_token({"user-1", "", 3600})},
        {"without sub", sign_token({std::nullopt, "", 3600}, secret())},
        {"an empty sub", sign_token({"", "", 3600}, secret())},
        {"sub is a number", sign_claims(fmt::format(R"({{"sub": 7, "exp": {}}})", minute), secret())},
        {"sub with NUL", sign_claims(fmt::format(R"({{"sub": "a\u0000b", "exp": {}}})", minute), secret())},
        {"sub with a line break",
         sign_claims(fmt::format(R"({{"sub": "a\nb", "exp": {}}})", minute), secret())},
        {"sub that is not UTF-8",
         sign_claims(fmt::format("{{\"sub\": \"a\xff\", \"exp\": {}}}", minute), secret())},
        {"sub with half a surrogate",
         sign_claims(fmt::format(R"({{"sub": "\ud800", "exp": {}}})", minute), secret())},
        {"sub of 256 bytes", sign_token({std::string(256, 'u'), "", 3600}, secret())},
        {"without exp", sign_claims(R"({"sub": "user-1"})", secret())},
        {"exp is text", sign_claims(R"({"sub": "user-1", "exp": "tomorrow"})", secret())},
        {"not valid yet",
         sign_claims(fmt::format(R"({{"sub": "u", "exp": {0}, "nbf": {0}}})", minute), secret())},
        {"claims that are a list", sign_claims("[]", secret())},
        {"a good one, cut short", good.substr(0, good.size() - 5)},
        {"a good one with one bit changed", good.substr(0, good.size() - 10) +
                                                (good[good.size() - 10] == 'A' ? 'B' : 'A') +
                                                good.substr(good.size() - 9)},
        {"ten thousand characters", std::string(10'000, 'a')},
    };
    for (const auto& [name, token] : tokens) {
        INFO(name);
        ApiClient client = stage.with_token(token);
        CHECK(client.post(stage.entry).code() == "UNAUTHENTICATED");
        CHECK(client.get("/v1/rounds/open/result").code() == "UNAUTHENTICATED");
        CHECK(client.post("/v1/campaigns", R"({"campaign": "daily"})").code() == "UNAUTHENTICATED");
    }
    ApiClient other_scheme(stage.server.url());
    CHECK(other_scheme.post(stage.entry, {}, {{"Authorization", "Basic dXNlcjpwYXNz"}}).code() ==
          "UNAUTHENTICATED");
    stage.check_unharmed();
}

TEST_CASE("senders that never finish keep nobody waiting") {
    OpenRound stage;
    std::list<RawConnection> slow;
    for (int i = 0; i < 300; ++i) {
        slow.emplace_back(stage.server.port())
            .send(i % 2 == 0 ? "POST " : stage.entry_request("Content-Length: 100\r\n") + "{");
    }
    CHECK(stage.user("user-2").get("/v1/rounds/open/result").status == 200);
    slow.clear();
    stage.check_unharmed();
}
