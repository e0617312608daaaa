// Who asks too often is told to wait, whoever shares their address is not, and an entry that was made stays
// made.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/open_round.hpp"

using namespace fairdraw::testing;

namespace {

// What nobody gets back within a test: a request that is one too many stays so.
constexpr const char* five_an_hour = "5/3600s";

ServerSettings limited(std::vector<std::string> arguments) {
    ServerSettings settings;
    settings.arguments = std::move(arguments);
    return settings;
}

const std::string shown = "/v1/rounds/nowhere";
const std::string result = "/v1/rounds/nowhere/result";

// Of `tries` requests how many were answered otherwise than by 429.
int answered(ApiClient client, const std::string& path, int tries, const Headers& headers = {}) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += client.get(path, headers).status != 429;
    return count;
}

void check_told_to_wait(const ApiReply& reply, const std::string& policy) {
    CHECK(reply.status == 429);
    CHECK(reply.code() == "RATE_LIMITED");
    const auto wait_s = reply.header("Retry-After").value_or("");
    REQUIRE(!wait_s.empty());
    CHECK(std::stoi(wait_s) > 0);
    CHECK(std::stoi(wait_s) <= 720);  // a fifth of an hour
    CHECK(reply.header("RateLimit-Policy") == fmt::format("\"{}\";q=5;w=3600", policy));
    CHECK(reply.header("RateLimit") == fmt::format("\"{}\";r=0;t={}", policy, wait_s));
}

Headers forwarded_for(const std::string& addresses) {
    return {{"X-Forwarded-For", addresses}};
}

}  // namespace

TEST_CASE("a user has so many requests, over all tokens and routes; their neighbours have their own") {
    const Stage stage(limited({"--rate-limit-user", five_an_hour}));
    auto alice = stage.user("alice");
    for (int i = 0; i < 5; ++i) CHECK(alice.get(result).status == 404);
    check_told_to_wait(alice.get(result), "user");
    check_told_to_wait(alice.get(shown), "user");
    check_told_to_wait(alice.get("/v1/campaigns"), "user");
    const auto other_token = run_fairdraw({"token", "--subject", "alice", "--ttl", "77", "--jwt-secret-file",
                                           TestKeys::shared().jwt_secret_file()});
    ApiClient again(stage.server.url(), other_token.output.substr(0, other_token.output.find('\n')));
    check_told_to_wait(again.get(result), "user");

    CHECK(answered(stage.user("bob"), result, 9) == 5);
    CHECK(answered(stage.server.anyone(), shown, 9) == 9);
    CHECK(stage.server.anyone()
              .get("/metrics")
              .body.find("fairdraw_http_over_limit_total{policy=\"user\"} 8") != std::string::npos);
}

TEST_CASE("an address has so many requests without a valid token; whoever has one is not held up by it") {
    Stage stage(limited({"--rate-limit-address", five_an_hour}));
    CHECK(stage.anyone.get(result).status == 401);
    ApiClient forger(stage.server.url(), "not.a.token");
    CHECK(forger.get(result).status == 401);
    CHECK(forger.get(shown).status == 404);
    CHECK(stage.anyone.post("/v1/rounds/nowhere/entry").status == 401);
    CHECK(stage.anyone.get(shown).status == 404);

    check_told_to_wait(stage.anyone.get(shown), "address");
    check_told_to_wait(stage.anyone.get(result), "address");
    check_told_to_wait(forger.get(result), "address");
    const auto refused = stage.anyone.post("/v1/rounds/nowhere/entry");
    check_told_to_wait(refused, "address");
    CHECK(refused.json().at("recorded") == false);

    CHECK(answered(stage.user("alice"), result, 20) == 20);
    CHECK(answered(stage.user("alice"), shown, 20) == 20);
    CHECK(stage.operator_.get("/v1/campaigns").status == 200);
    // A claim to come from elsewhere is the client's own word.
    for (const char* field : {"X-Forwarded-For", "Forwarded", "X-Real-IP", "REMOTE_ADDR"})
        CHECK(stage.anyone.get(shown, {{field, "for=203.0.113.1"}}).status == 429);
    CHECK(stage.anyone.get(shown, forwarded_for("203.0.113.1")).status == 429);
}

TEST_CASE("behind a proxy that is trusted, each address that it names has its own") {
    const Stage stage(limited({"--rate-limit-address", five_an_hour, "--trusted-proxy", "192.0.2.0/24",
                               "--trusted-proxy", "127.0.0.1"}));
    const auto from = [&](const std::string& addresses, int tries) {
        return answered(stage.server.anyone(), shown, tries, forwarded_for(addresses));
    };
    CHECK(from("203.0.113.1", 9) == 5);
    CHECK(from("203.0.113.2", 9) == 5);
    // Whatever the client put in front, and whichever of the proxies it came through.
    CHECK(from("198.51.100.77, 203.0.113.1", 3) == 0);
    CHECK(from("203.0.113.2, 192.0.2.8", 3) == 0);
    CHECK(from("192.0.2.8, 203.0.113.3", 9) == 5);
    // All that a subscriber of IPv6 may call themselves is one.
    CHECK(from("2001:db8:1:2::1", 3) == 3);
    CHECK(from("2001:db8:1:2:3:4:5:6", 9) == 2);
    CHECK(from("2001:db8:1:3::1", 9) == 5);

    const auto says = [&](const std::string& forwarded, int tries) {
        return answered(stage.server.anyone(), shown, tries, {{"Forwarded", forwarded}});
    };
    CHECK(says("for=203.0.113.1;proto=https", 3) == 0);
    CHECK(says("for=203.0.113.9, for=\"192.0.2.8:4711\"", 9) == 5);
    // What contradicts itself is the proxy's own, all together.
    int passed = 0;
    for (int i = 0; i < 20; ++i)
        passed += stage.server.anyone()
                      .get(shown, {{"X-Forwarded-For", "203.0.113.1"},
                                   {"Forwarded", fmt::format("for=198.51.100.{}", i)}})
                      .status == 404;
    CHECK(passed == 5);
}

TEST_CASE("a crowd without tokens behind one address gets health and evidence, however often it asks") {
    Stage stage(limited({"--rate-limit-address", "1/3600s", "--rate-limit-user", "1/3600s"}));
    announce(stage.operator_, plan_open_round("open"));
    while (stage.anyone.get(shown).status != 429) {
    }
    ApiClient forger(stage.server.url(), "not.a.token");
    for (const char* path : {"/healthz", "/readyz", "/metrics", "/v1/rounds/open/evidence/announcement.txt",
                             "/v1/log/checkpoint", "/v1/log/leaves?from=0&to=1",
                             "/v1/log/inclusion?index=0&size=1", "/v1/log/consistency?from=1&to=1"}) {
        INFO(std::string(path));
        for (int i = 0; i < 10; ++i) {
            CHECK(stage.anyone.get(path).status == 200);
            CHECK(stage.user("alice").get(path).status == 200);
            CHECK(forger.get(path).status == 200);
        }
    }
    // None of it counted.
    CHECK(stage.user("alice").get(result).status == 404);
    CHECK(stage.user("alice").get(result).status == 429);
    // The operator shows a scope that nobody else has.
    for (int i = 0; i < 10; ++i) CHECK(stage.operator_.get("/v1/campaigns").status == 200);
}

TEST_CASE("who entered is told so however often they ask; who did not is not recorded by asking more") {
    OpenRound open(limited({"--rate-limit-user", five_an_hour}));
    auto alice = open.user("alice");
    const auto first = alice.post(open.entry);
    REQUIRE(first.status == 201);
    while (alice.get(result).status != 429) {
    }
    for (int i = 0; i < 30; ++i) {
        const auto repeat = alice.post(open.entry);
        REQUIRE(repeat.status == 200);
        auto answer = repeat.json();
        answer.erase("repeated");
        CHECK(answer == first.json());
    }
    CHECK(alice.get(result).status == 429);

    auto bob = open.user("bob");
    while (bob.get(result).status != 429) {
    }
    const auto refused = bob.post(open.entry);
    check_told_to_wait(refused, "user");
    CHECK(refused.json().at("recorded") == false);
    check_told_to_wait(bob.post("/v1/rounds/open/reservation"), "user");
    CHECK(open.count("SELECT count(*) FROM fairdraw.entries") == 1);

    // Also by an instance that has only just learned of them.
    open.server.stop();
    open.server.restart();
    while (alice.get(result).status != 429) {
    }
    const auto later = alice.post(open.entry);
    CHECK(later.status == 200);
    CHECK(later.json().at("tag") == first.json().at("tag"));
}

TEST_CASE("asked by many at once, an entry is made once, and never one beyond the limit") {
    OpenRound open(limited({"--rate-limit-user", five_an_hour}));
    std::vector<int> statuses(64);
    for_each_of(64, [&](int i) {
        statuses[static_cast<std::size_t>(i)] = open.user("alice").post(open.entry).status;
    });
    CHECK(std::ranges::count(statuses, 201) == 1);
    CHECK(std::ranges::count(statuses, 200) + std::ranges::count(statuses, 429) == 63);
    CHECK(open.user("alice").post(open.entry).status == 200);
}

TEST_CASE("limits can be switched off, and those that are none keep the server from starting") {
    const Stage stage(limited({"--rate-limit-user", "0", "--rate-limit-address", "0"}));
    CHECK(answered(stage.user("alice"), result, 300) == 300);
    CHECK(answered(stage.server.anyone(), shown, 300) == 300);

    const auto& keys = TestKeys::shared();
    const std::vector<std::pair<std::string, std::string>> wrong{{"--rate-limit-user", "100"},
                                                                 {"--rate-limit-user", "0/10s"},
                                                                 {"--rate-limit-address", "fast"},
                                                                 {"--trusted-proxy", "10.0.0.0/33"},
                                                                 {"--trusted-proxy", "edge.example"}};
    for (const auto& [option, value] : wrong) {
        INFO(option << " " << value);
        const auto run = run_fairdraw({"serve", "--listen", "127.0.0.1:0", "--database-url",
                                       "postgresql:///none", "--signing-key", keys.signing_key(),
                                       "--jwt-secret-file", keys.jwt_secret_file(), option, value});
        CHECK(run.status.code > 0);
        CHECK((run.output + run.errors).find(value) != std::string::npos);
    }
}
