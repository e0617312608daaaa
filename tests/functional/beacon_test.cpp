// Rounds that wait for a drand beacon, with relays that are honest, late, lying or disagree.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "support/drand_relay.hpp"
#include "support/postgres_cluster.hpp"
#include "support/stage.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

constexpr int people = 10;

std::int64_t some_genesis_s() {
    return now_ms() / 1000 - 1000;
}

bool contains(const Json& text, const std::string& part) {
    return text.is_string() && text.get<std::string>().find(part) != std::string::npos;
}

// A service with its relays, and one round of it that waits for the first beacon that it may wait for.
struct Evening {
    Evening(std::string name, const std::vector<const DrandRelay*>& relays)
        : round(std::move(name)), chain(*relays.at(0)), stage(settings(relays)) {}

    static ServerSettings settings(const std::vector<const DrandRelay*>& relays) {
        ServerSettings settings;
        settings.arguments = serve_arguments(relays);
        return settings;
    }

    void announce_round() {
        RoundPlan plan = plan_open_round(round, 2500);
        plan.quota = "odds 1/2 floor";
        plan.beacon = chain.beacon_due_from(plan.enter.to_ms + 10'000);
        beacon = plan.beacon;
        announce(stage.operator_, plan);
    }
    void enter() {
        wait_for_state(stage.anyone, round, {"entering"});
        for (int i = 0; i < people; ++i)
            CHECK(stage.user(user_name(i)).post("/v1/rounds/" + round + "/entry").status == 201);
    }
    Json shown() { return stage.anyone.get("/v1/rounds/" + round).json(); }
    void wait_for_trouble() {
        wait_until(round + " to say what it waits for", [&] { return shown().at("waits_for").is_string(); });
        CHECK(shown().at("state") == "closed");
    }
    std::int64_t publications(const std::string& kind) const {
        return stage.count("SELECT count(*) FROM fairdraw.publications WHERE kind = '" + kind + "'");
    }
    AuditResult audit_round() const {
        return audit(stage.server, round, {"--drand-chain", chain.chain_file()});
    }
    void check_drawn() {
        wait_for_draw(stage.anyone, round);
        const Json drawn = shown();
        CHECK(drawn.at("waits_for").is_null());
        CHECK(drawn.at("counts").at("winners") == people / 2);
        CHECK(parse_rfc3339(drawn.at("closed_at")) < parse_rfc3339(drawn.at("beacon_due_at")));
        CHECK(parse_rfc3339(drawn.at("beacon_due_at")) <= parse_rfc3339(drawn.at("drawn_at")));
        const auto result = audit_round();
        INFO(result.text);
        CHECK(result.verdict == "pass");
        CHECK(result.failing.empty());
        CHECK(std::ranges::count(result.checks, "beacon") == 1);
        CHECK(std::ranges::count(result.unknown, "beacon") == 0);
        CHECK(std::ranges::count(result.unknown, "beacon-signature") == 1);
        check_drawn_in_database();
    }
    // The auditor inside the database says so too, told of the chain.
    void check_drawn_in_database() const {
        for (const auto& row : query(stage.database_url, "SELECT * FROM fairdraw.audit_round('" + round +
                                                             "', '" + read_file(chain.chain_file()) + "')")) {
            INFO(row[0], ": ", row[2]);
            CHECK(row[1] != "f");
            if (row[0] == "beacon") CHECK(row[1] == "t");
        }
    }
    std::string metric(const std::string& name) {
        const std::string text = stage.anyone.get("/metrics").body;
        const auto at = text.find("\n" + name + " ");
        if (at == std::string::npos) return "";
        const auto from = at + name.size() + 2;
        return text.substr(from, text.find('\n', from) - from);
    }

    const std::string round;
    const DrandRelay& chain;
    Stage stage;
    std::string beacon;
};

}  // namespace

TEST_CASE("a round waits for exactly the beacon it announced, whatever its relays do") {
    const auto genesis_s = some_genesis_s();
    const DrandRelay one(genesis_s), other(genesis_s), late(genesis_s, "late", 4);
    const DrandRelay wrong(genesis_s, "wrong-randomness"), lying(genesis_s, "lying");
    Evening honest("honest", {&one, &other}), waiting("waiting", {&late}), false_("false", {&wrong});
    Evening split("split", {&one, &lying}), outvoted("outvoted", {&one, &lying, &other});
    Evening fooled("fooled-until-somebody-pairs", {&lying}), slept("slept", {&one});
    const std::vector<Evening*> all{&honest, &waiting, &false_, &split, &outvoted, &fooled, &slept};
    for_each_of(static_cast<int>(all.size()), [&](int i) {
        auto& evening = *all.at(static_cast<std::size_t>(i));
        evening.announce_round();
        evening.enter();
        // This service is away while its round should be closed, and until its beacon was due.
        if (&evening == &slept) slept.stage.server.kill(SIGSTOP);
    });

    wait_for_state(honest.stage.anyone, "honest", {"closed"});
    CHECK(honest.shown().at("waits_for").is_null());
    CHECK(honest.shown().at("draw_due_at") > honest.shown().at("beacon_due_at"));
    CHECK(contains(honest.shown().at("trust"), honest.shown().at("beacon_due_at")));
    CHECK(honest.publications("draw") == 0);

    waiting.wait_for_trouble();
    CHECK(contains(waiting.shown().at("waits_for"), "relay 1 does not have it (404)"));
    honest.check_drawn();
    fooled.check_drawn();
    outvoted.check_drawn();
    CHECK(outvoted.metric("fairdraw_beacon_relay_failures_total{relay=\"2\"}") != "0");
    CHECK(outvoted.metric("fairdraw_beacon_relay_failures_total{relay=\"3\"}") == "0");
    waiting.check_drawn();
    CHECK(waiting.stage.server.log().find("event=round_waits round=waiting") != std::string::npos);

    false_.wait_for_trouble();
    CHECK(contains(false_.shown().at("waits_for"), "not the hash of its signature"));
    split.wait_for_trouble();
    CHECK(contains(split.shown().at("waits_for"), "different beacons"));
    for (auto* evening : {&false_, &split}) {
        CHECK(evening->publications("draw") == 0);
        CHECK(evening->stage.count("SELECT count(*) FROM fairdraw.round_beacons") == 0);
        const auto voided = evening->stage.operator_.post("/v1/rounds/" + evening->round + "/void",
                                                          R"({"reason": "its beacon cannot be had"})");
        CHECK(voided.status == 200);
        CHECK(voided.json().at("waits_for").is_null());
        CHECK(evening->audit_round().verdict == "pass");
    }

    wait_until("the sleeper's beacon to be due", [&] {
        return slept.stage.count("SELECT count(*) FROM fairdraw.rounds WHERE beacon_due_at < now()") == 1;
    });
    slept.stage.server.kill(SIGCONT);
    wait_for_state(slept.stage.anyone, "slept", {"void"});
    CHECK(slept.shown().at("void_reason") == "closed after its beacon was due");
    CHECK(slept.publications("close") == 0);
    CHECK(slept.stage.count("SELECT count(*) FROM fairdraw.actions WHERE actor = 'fairdraw' AND action = "
                            "'void' AND subject = 'slept'") == 1);
    const auto text = evidence_lines(slept.stage.anyone, "slept", "void.txt");
    CHECK(std::ranges::count(text, "close none") == 1);
    CHECK(std::ranges::count(text, "secret none") == 1);
    CHECK(slept.audit_round().verdict == "pass");
}

TEST_CASE("a beacon is announced only where it can be had, and is due late enough") {
    const auto genesis_s = some_genesis_s();
    const DrandRelay relay(genesis_s);
    Evening evening("first", {&relay});
    ApiClient& operator_ = evening.stage.operator_;
    const auto plan = [&](const std::string& round, const std::string& beacon) {
        return RoundPlan{
            round, std::nullopt, {now_ms() + 60'000, now_ms() + 120'000}, "odds 1/5 stochastic", beacon};
    };
    const auto refusal = [&](const std::string& beacon) {
        const auto reply = operator_.post("/v1/rounds", plan("refused", beacon).json());
        CHECK(reply.code() == "INVALID_REQUEST");
        return reply.json().at("detail");
    };
    CHECK(contains(refusal("drand " + std::string(64, 'a')), "not known"));
    CHECK(contains(refusal("drand"), "must be"));
    CHECK(contains(refusal("drand " + relay.chain() + " 0"), "must be"));
    CHECK(contains(refusal("drand " + relay.chain() + " 1"), "it must be due"));
    CHECK(contains(refusal(relay.beacon_due_from(now_ms() + 120'000 + 8'500)), "it must be due"));
    CHECK(contains(refusal(relay.beacon_due_from(now_ms() + 8 * 86'400'000LL)), "7 days"));

    SUBCASE("the number may be left to the service, and the same request is the same round") {
        const RoundPlan wished = plan("chosen", "drand " + relay.chain());
        const Json round = operator_.post("/v1/rounds", wished.json()).json();
        CHECK(round.at("beacon") == relay.beacon_due_from(wished.enter.to_ms + 30'000));
        const auto due = parse_rfc3339(round.at("beacon_due_at"));
        CHECK(due >= wished.enter.to_ms + 30'000);
        CHECK(parse_rfc3339(round.at("draw_due_at")) > due);
        CHECK(operator_.post("/v1/rounds", wished.json()).json().at("repeated") == true);
        RoundPlan named = wished;
        named.beacon = round.at("beacon");
        CHECK(operator_.post("/v1/rounds", named.json()).json().at("repeated") == true);
        named.beacon = relay.beacon_due_from(due + 1000);
        CHECK(operator_.post("/v1/rounds", named.json()).code() == "CONFLICT");
        named.beacon = "none";
        CHECK(operator_.post("/v1/rounds", named.json()).code() == "CONFLICT");
        const auto announced = evidence_lines(evening.stage.anyone, "chosen", "announcement.txt");
        CHECK(std::ranges::count(announced, "beacon " + round.at("beacon").get<std::string>()) == 1);
    }
    SUBCASE("from the command line") {
        const auto created = run_fairdraw({"round", "create", "--server", evening.stage.server.url(),
                                           "--token", TestKeys::shared().operator_token(), "--round", "typed",
                                           "--enter", "+60s", "+120s", "--beacon", "drand " + relay.chain()});
        CHECK(created.status.code == 0);
        CHECK(contains(Json::parse(created.output).at("beacon"), "drand " + relay.chain() + " "));
    }
    SUBCASE("each day of a campaign has a number of its own") {
        Json campaign{{"campaign", "daily"}, {"beacon", "drand " + relay.chain()}};
        const auto created = operator_.post("/v1/campaigns", campaign.dump());
        CHECK(created.json().at("beacon") == campaign.at("beacon"));
        CHECK(operator_.post("/v1/campaigns", campaign.dump()).json().at("repeated") == true);
        Json rounds;
        wait_until("the campaign's rounds to be announced", [&] {
            rounds = evening.stage.anyone.get("/v1/rounds").json().at("rounds");
            return !rounds.empty();
        });
        for (const auto& round : rounds)
            CHECK(round.at("beacon") ==
                  relay.beacon_due_from(parse_rfc3339(round.at("enter").at("to")) + 30'000));
        campaign = {{"campaign", "numbered"}, {"beacon", relay.beacon_due_from(now_ms())}};
        CHECK(operator_.post("/v1/campaigns", campaign.dump()).code() == "INVALID_REQUEST");
        campaign["beacon"] = "drand " + std::string(64, 'a');
        CHECK(operator_.post("/v1/campaigns", campaign.dump()).code() == "INVALID_REQUEST");
    }
    SUBCASE("not without a relay") {
        const Stage without;
        ApiClient client = without.server.operator_client();
        const auto wished = plan("refused", "drand " + DrandRelay(genesis_s).chain());
        const auto refused = client.post("/v1/rounds", wished.json());
        CHECK(refused.code() == "INVALID_REQUEST");
        CHECK(contains(refused.json().at("detail"), "--drand-relay"));
        CHECK(client
                  .post("/v1/campaigns",
                        Json{{"campaign", "daily"}, {"beacon", "drand " + relay.chain()}}.dump())
                  .code() == "INVALID_REQUEST");
    }
}

TEST_CASE("a relay that is no address, or is given twice, is refused at the start") {
    const auto start = [](const std::string& relays) {
        return run_fairdraw({"serve", "--database-url", "postgresql:///nowhere", "--signing-key",
                             TestKeys::shared().signing_key(), "--jwt-secret-file",
                             TestKeys::shared().jwt_secret_file(), "--drand-relay", relays});
    };
    for (const std::string wrong : {"ftp://relay.example", "relay.example", "http://relay.example/?chain=1",
                                    "http://user@relay.example", "https://one.example,https://one.example/",
                                    "https://one.example,HTTPS://One.Example:443",
                                    "http://one.example/chains,http://one.example:80/./chains//"}) {
        INFO(wrong);
        const auto ended = start(wrong);
        INFO(ended.errors);
        CHECK(ended.status.code == 2);
        CHECK(contains(ended.errors, "--drand-relay"));
    }
}
