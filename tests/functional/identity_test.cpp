// Who the caller is, when tokens come from an identity provider with a key set of its own.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/open_round.hpp"
#include "support/tokens.hpp"

using namespace fairdraw::testing;

namespace {

std::string in_an_hour() {
    return std::to_string(now_ms() / 1000 + 3600);
}

int status_with(const FairdrawServer& server, const std::string& token) {
    return ApiClient(server.url(), token).get("/v1/rounds/nowhere/result").status;
}

constexpr int known = 404;  // let in, and there is no such round
constexpr int unknown = 401;

}  // namespace

TEST_CASE("RS256 tokens under a key set; none of the ways around it") {
    const RsaSigner provider, stranger;
    const TemporaryFolder folder;
    ServerSettings settings;
    settings.jwt_key_option = "--jwt-jwks-file";
    settings.jwt_key_file = folder.write("jwks.json", provider.jwks()).string();
    const Stage stage(settings);

    CHECK(status_with(stage.server, provider.sign_token({"user-1", "", 3600})) == known);
    ApiClient operator_(stage.server.url(), provider.sign_token({"boss", "operator", 3600}));
    CHECK(operator_.get("/v1/campaigns").status == 200);
    CHECK(status_with(stage.server, provider.sign_token({"user-1", "", -3600})) == unknown);
    CHECK(status_with(stage.server, stranger.sign_token({"user-1", "", 3600})) == unknown);
    CHECK(status_with(stage.server, provider.confused_token({"user-1", "", 3600})) == unknown);
    CHECK(status_with(stage.server, unsigned_token({"user-1", "", 3600})) == unknown);
    CHECK(status_with(stage.server, TestKeys::shared().user_token("user-1")) == unknown);
}

TEST_CASE("a key set that is none keeps the server from starting, and is named") {
    const RsaSigner provider;
    const TemporaryFolder folder;
    const auto& keys = TestKeys::shared();
    for (const std::string& content :
         {std::string(), std::string("{}"), std::string("{\"keys\": []}"), provider.jwks().substr(0, 200)}) {
        const auto file = folder.write("jwks.json", content).string();
        const auto result =
            run_fairdraw({"serve", "--listen", "127.0.0.1:0", "--database-url", "postgresql:///none",
                          "--signing-key", keys.signing_key(), "--jwt-jwks-file", file});
        CHECK(result.status.code > 0);
        CHECK((result.output + result.errors).find(file) != std::string::npos);
    }
    const auto neither = run_fairdraw({"serve", "--listen", "127.0.0.1:0", "--database-url",
                                       "postgresql:///none", "--signing-key", keys.signing_key()});
    CHECK(neither.status.code > 0);
    CHECK((neither.output + neither.errors).find("jwt-secret-file") != std::string::npos);
}

TEST_CASE("issuer and audience, where they are asked for") {
    ServerSettings settings;
    settings.arguments = {"--jwt-issuer", "https://id.example", "--jwt-audience", "coupons"};
    const Stage stage(settings);
    const auto token = [](const std::string& more) {
        return sign_claims(fmt::format(R"({{"sub": "user-1", "exp": {}{}}})", in_an_hour(), more),
                           TestKeys::shared().jwt_secret());
    };
    CHECK(status_with(stage.server, token(R"(, "iss": "https://id.example", "aud": "coupons")")) == known);
    CHECK(status_with(stage.server, token(R"(, "iss": "https://id.example", "aud": ["shop", "coupons"])")) ==
          known);
    CHECK(status_with(stage.server, token("")) == unknown);
    CHECK(status_with(stage.server, token(R"(, "iss": "https://id.example")")) == unknown);
    CHECK(status_with(stage.server, token(R"(, "iss": "https://id.example", "aud": "shop")")) == unknown);
    CHECK(status_with(stage.server, token(R"(, "iss": "https://evil.example", "aud": "coupons")")) ==
          unknown);
}
