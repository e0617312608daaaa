// docs/trust.md, row by row: what is done to texts that were published, to their times and to the log by an
// operator who has the database and the key.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "functional/trust_stage.hpp"
#include "support/coupons_behind_the_back.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

const Ids nothing;

UnixMs second_before(UnixMs time) {
    return {time.value - 1000};
}

}  // namespace

TEST_CASE("trust: the round is drawn again until it pleases") {
    Stage stage;
    announce(stage.operator_, plan_open_round("again", 2500));
    wait_for_state(stage.anyone, "again", {"entering"});
    for_each_of(12, [&](int i) { stage.user(user_name(i)).post("/v1/rounds/again/entry"); });
    wait_for_draw(stage.anyone, "again");
    const auto kept = log_of(stage).said.value();
    const auto winners = evidence_lines(stage.anyone, "again", "winners.txt");
    REQUIRE_FALSE(winners.empty());
    // Everything there was of the draw is gone, from the log as well. The program draws the same again.
    query(stage.database_url,
          unguard_coupons +
              "ALTER TABLE fairdraw.issues DISABLE TRIGGER USER; DELETE FROM fairdraw.coupons; "
              "DELETE FROM fairdraw.issues; DELETE FROM fairdraw.winners; DELETE FROM fairdraw.publications "
              "WHERE "
              "kind = 'draw'; DELETE FROM fairdraw.log_nodes WHERE level = 0 AND index = 2; "
              "UPDATE fairdraw.rounds SET state = 'closed', drawn_at = NULL, winners = NULL, seed = NULL, "
              "cutoff = "
              "NULL");
    wait_for_state(stage.anyone, "again", {"drawn"});
    CHECK(evidence_lines(stage.anyone, "again", "winners.txt") == winners);
    CHECK(named(log_of(stage), kept) == Ids{"log-grew"});

    // Others come out only of another secret, or of another close.
    Forger forger;
    grind(forger, friends_tag(), [&](int i) { forger.draw.secret = sha256(std::to_string(i)); });
    CHECK(named(forger.sign()) == Ids{"secret"});
    Forger other;
    grind(other, friends_tag(), [&](int) { ++other.close.closed.value; });
    auto texts = PlayedRound::shared().log;
    texts.insert(texts.end(), {other.close_text(), other.draw_text()});
    CHECK(named(log_with(texts), honest_log().signed_head(3)) == Ids{"log-rounds"});
}

TEST_CASE("trust: the result is seen and withheld") {
    Stage stage;
    query(
        stage.database_url,
        "CREATE FUNCTION fairdraw.planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "UPDATE fairdraw.rounds SET alarm = 'held back'; RETURN NEW; END $$; "
        "CREATE TRIGGER planted AFTER INSERT ON fairdraw.publications FOR EACH ROW WHEN (NEW.kind = 'close') "
        "EXECUTE FUNCTION fairdraw.planted()");
    announce(stage.operator_, plan_open_round("withheld", 2500));
    wait_for_state(stage.anyone, "withheld", {"entering"});
    for_each_of(12, [&](int i) { stage.user(user_name(i)).post("/v1/rounds/withheld/entry"); });
    wait_for_state(stage.anyone, "withheld", {"closed"});
    const auto file = [&](const char* name) {
        return stage.anyone.get(fmt::format("/v1/rounds/withheld/evidence/{}", name)).body;
    };
    Forger seen;
    seen.announcement = parse_announcement(parse_note(file("announcement.txt"), "").value().text).value();
    seen.close = parse_close(parse_note(file("close.txt"), "").value().text).value();
    seen.draw.secret = hash_from_hex(query_value(stage.database_url,
                                                 "SELECT encode(secret, 'hex') FROM fairdraw.round_secrets"))
                           .value();
    seen.entries.clear();
    for (const auto& line : evidence_lines(stage.anyone, "withheld", "entries.txt"))
        seen.entries.insert(tag_from_hex(line).value());
    seen.draw_winners();
    REQUIRE_FALSE(seen.winners.empty());
    CHECK(named(log_of(stage)) == Ids{"log-rounds"});

    // Voiding it says what was thrown away: the secret comes out, and with it the winners.
    REQUIRE(stage.operator_.post("/v1/rounds/withheld/void", R"({"reason": "it rained"})").status == 200);
    check_audit_passes(stage.server, "withheld");
    CHECK(named(log_of(stage)) == nothing);
    const auto voided = parse_void(parse_note(file("void.txt"), "").value().text).value();
    CHECK(seed_of(voided.close.value(), voided.secret.value(), std::nullopt) == seen.draw.seed);
}

TEST_CASE("trust: the close is backdated") {
    Forger forger = Forger::with_beacon();
    const UnixMs announced = forger.announcement.announced;
    CHECK(published(forger.sign_witnessed(announced, second_before(beacon_due))) == true);
    // Made once the beacon was out. Its own word passes, and the audit says that it is only that.
    grind(forger, friends_tag(), [&](int i) { forger.entries.insert(Tag{static_cast<std::uint8_t>(i)}); });
    CHECK(named(forger.sign()) == nothing);
    CHECK(published(forger.sign()) == std::nullopt);
    CHECK(published(forger.sign_witnessed(announced, beacon_due)) == false);
    // The proof of the close that a witness saw in time is not one of this.
    EvidenceInMemory borrowed = forger.sign_witnessed(announced, beacon_due);
    borrowed.files["close.proof"] =
        Forger::with_beacon().sign_witnessed(announced, second_before(beacon_due)).files["close.proof"];
    CHECK(published(borrowed) == false);
}

TEST_CASE("trust: the announcement is backdated") {
    // Made after everybody had entered, with a secret that suits.
    Forger forger;
    grind(forger, friends_tag(), [&](int i) {
        forger.draw.secret = sha256(std::to_string(i));
        forger.announcement.secret_commitment = commitment(CommitmentKind::secret, forger.announcement.origin,
                                                           forger.announcement.round, forger.draw.secret);
    });
    CHECK(named(forger.sign()) == nothing);
    CHECK(published(forger.sign()) == std::nullopt);
    const Window enter = forger.announcement.enter;
    CHECK(published(forger.sign_witnessed(enter.to, enter.to)) == false);
    CHECK(published(Forger().sign_witnessed(second_before(enter.from), enter.to)) == true);
    auto texts = PlayedRound::shared().log;
    texts.push_back(forger.announcement_text());
    CHECK(named(log_with(texts)) == Ids{"log-rounds"});
}

TEST_CASE("trust: the rule is changed once people have entered") {
    const Forger honest;
    Forger forger;
    forger.announcement.quota = FixedCount{1};
    EvidenceInMemory rule_alone = honest.sign();
    rule_alone.files["announcement.txt"] = stolen_key().sign(forger.announcement_text());
    CHECK(named(rule_alone) == Ids{"chain", "quota"});
    forger.close_and_draw();
    CHECK(named(forger.sign()) == nothing);
    const Window enter = forger.announcement.enter;
    CHECK(published(forger.sign_witnessed(enter.to, enter.to)) == false);
    CHECK(published(forger.sign()) == std::nullopt);
    auto texts = PlayedRound::shared().log;
    texts.insert(texts.end(), {forger.announcement_text(), forger.close_text(), forger.draw_text()});
    CHECK(named(log_with(texts)) == Ids{"log-rounds"});
    // The program draws by what was signed, whatever stands beside it.
    CHECK(named_in_database("UPDATE fairdraw.rounds SET quota = 'count 1'") == Ids{"columns"});
}

TEST_CASE("trust: a beacon's round is chosen late") {
    const Forger honest = Forger::with_beacon();
    Forger forger = honest;
    forger.draw.beacon->round.number = 1001;
    forger.draw_winners();
    CHECK(named(forger.sign()) == Ids{"beacon"});
    // Announced anew, as if that round had been meant all along; the announcement that people saw said 1001.
    Forger first = honest;
    first.announcement.beacon->number = 1001;
    CHECK(named(honest.sign()) == nothing);
    CHECK(published(honest.sign_witnessed(beacon_due, beacon_due)) == false);
    CHECK(published(honest.sign()) == std::nullopt);
    CHECK(named(log_with({first.announcement_text(), honest.announcement_text(), honest.close_text(),
                          honest.draw_text()})) == Ids{"log-rounds"});
}

TEST_CASE("trust: several closes are made ready, and the best is drawn") {
    // Two lists, both closed and seen in time, one of them with somebody more in it. Then the beacon comes.
    const Forger first = Forger::with_beacon();
    Forger second = first;
    grind(second, friends_tag(), [&](int i) { second.entries.insert(Tag{static_cast<std::uint8_t>(i)}); });
    LogInMemory log = log_with({first.announcement_text(), first.close_text(), second.close_text()});
    EvidenceInMemory evidence = second.sign_witnessed(second.announcement.announced, second.close.closed);
    evidence.files["close.proof"] =
        log.proof(2, 3, north().cosign(log.head(3), seconds_of(second_before(beacon_due))));
    // The round's own audit sees one of them; the log holds both.
    CHECK(named(evidence) == nothing);
    CHECK(published(evidence) == true);
    log.texts.push_back(second.draw_text());
    CHECK(named(log) == Ids{"log-rounds"});
}
