// docs/trust.md, row by row: what is done to a round's list and draw by an operator who has the database and
// the key. Stopped, named by a check, or, where the row says so, not found out.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fairdraw/receipt_batch.hpp"
#include "functional/trust_stage.hpp"
#include "support/coupons_behind_the_back.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

const Ids nothing;

AuditOptions holding(const Receipt& receipt) {
    return {.pinned_key = {}, .further_chains = {}, .receipt = receipt, .witnesses = {}};
}

// A made-up user's, under the committed key.
Tag sybil(int number) {
    const Forger played;
    return TagKey(PlayedRound::shared().tag_key)
        .tag_of(played.announcement.round, "sybil-" + std::to_string(number));
}

Hash tag_key_in(const Stage& stage) {
    return hash_from_hex(
               query_value(stage.database_url, "SELECT encode(tag_key, 'hex') FROM fairdraw.round_secrets"))
        .value();
}

// What an operator waits for who has planted a trigger in the database.
void wait_for_alarm(Stage& stage, const std::string& round) {
    wait_until("the alarm", [&] { return stage.anyone.get("/v1/rounds/" + round).json()["alarm"] == true; });
}

void enter(Stage& stage, const std::string& round, int count) {
    for_each_of(count, [&](int i) {
        CHECK(stage.user(user_name(i)).post("/v1/rounds/" + round + "/entry").status == 201);
    });
}

std::string plant(const std::string& moment, const std::string& body) {
    return "CREATE FUNCTION fairdraw.planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body +
           "; RETURN NEW; END $$; CREATE TRIGGER planted " + moment +
           " FOR EACH ROW EXECUTE FUNCTION fairdraw.planted()";
}

// A round of five that begins with a trigger planted in its database.
void play_with(Stage& stage, const std::string& round, const std::string& planted) {
    if (!planted.empty()) query(stage.database_url, planted);
    announce(stage.operator_, plan_open_round(round, 2500));
    wait_for_state(stage.anyone, round, {"entering"});
    enter(stage, round, 5);  // one of whom wins
}

}  // namespace

TEST_CASE("who has the key can make what the program made, byte for byte") {
    const Forger forger;
    CHECK(forger.sign().files == PlayedRound::shared().evidence.files);
    CHECK(named(forger.sign()) == nothing);
    CHECK(named(Forger::with_beacon().sign()) == nothing);
    CHECK(named(honest_log()) == nothing);
    CHECK(named_in_database("SELECT") == nothing);
}

TEST_CASE("trust: altered software draws whom it likes") {
    // In the database: the program draws again by itself, and stops.
    Stage stage;
    play_with(stage, "rigged",
              plant("BEFORE INSERT ON fairdraw.winners",
                    "SELECT e.user_id, e.tag INTO NEW.user_id, NEW.tag FROM fairdraw.entries e "
                    "WHERE e.tag <> NEW.tag LIMIT 1"));
    wait_for_alarm(stage, "rigged");
    CHECK(stage.anyone.get("/v1/rounds/rigged/evidence/draw.txt").status == 404);

    // In a program that does not: everybody draws again.
    Forger forger;
    forger.winners.front() = friends_tag();
    MerkleRoot root;
    for (const Tag& tag : forger.winners) root.append(tag);
    forger.draw.winners_root = root.root();
    CHECK(named(forger.sign()) == Ids{"winners"});
    forger.draw_winners();
    forger.draw.seed = sha256("a better one");
    CHECK(named(forger.sign()).front() == "seed");
}

TEST_CASE("trust: somebody inside predicts the draw") {
    // With `beacon none` the secret in the database and the list are all it takes, and no check can tell.
    const PlayedRound& played = PlayedRound::shared();
    const Forger forger;
    CHECK(seed_of(hash_of_text(forger.close_text()), played.secret, std::nullopt) == forger.draw.seed);
    // With a beacon they say nothing about the seed.
    const Forger waiting = Forger::with_beacon();
    CHECK(seed_of(hash_of_text(waiting.close_text()), played.secret, std::nullopt) != waiting.draw.seed);
    Forger without = waiting;
    without.draw.beacon.reset();
    without.draw_winners();
    CHECK(named(without.sign()) == Ids{"beacon"});
}

TEST_CASE("trust: the list is changed after the seed is known") {
    // Between the close and the draw: the program holds the list against the signed close.
    Stage stage;
    play_with(
        stage, "swapped",
        plant("AFTER INSERT ON fairdraw.publications",
              "IF NEW.kind = 'close' THEN DELETE FROM fairdraw.entries WHERE user_id = 'user-000'; END IF"));
    wait_for_alarm(stage, "swapped");
    CHECK(stage.anyone.get("/v1/rounds/swapped/evidence/draw.txt").status == 404);

    // After the draw: the list alone, the list and the close, everything.
    Forger forger;
    grind(forger, friends_tag(), [&](int i) { forger.entries.insert(sybil(i)); });
    EvidenceInMemory list_alone = Forger().sign();
    list_alone.files["entries.txt"] = forger.entries_file();
    CHECK(named(list_alone).front() == "entries");
    EvidenceInMemory list_and_close = list_alone;
    list_and_close.files["close.txt"] = stolen_key().sign(forger.close_text());
    CHECK(named(list_and_close).front() == "chain");
    CHECK(named(forger.sign()) == nothing);
    CHECK(named(log_with(forger.texts()), honest_log().signed_head(3)) == Ids{"log-grew"});
    CHECK(named_in_database("DELETE FROM fairdraw.entries WHERE user_id = 'user-000'").front() == "entries");
}

TEST_CASE("trust: sybils are ground into the list until a friend wins") {
    // With `beacon none` nothing tells them from people,
    Forger forger;
    grind(forger, friends_tag(), [&](int i) { forger.entries.insert(sybil(i)); });
    CHECK(named(forger.sign()) == nothing);
    CHECK(named(log_with(forger.texts())) == nothing);
    // not where people must reserve,
    forger.announcement.reserve = Window{forger.announcement.announced, forger.announcement.enter.from};
    grind(forger, friends_tag(), [&](int i) {
        forger.entries.insert(sybil(1000 + i));
        forger.close.reservations = forger.entries.size();
    });
    CHECK(named(forger.sign()) == nothing);
    // and not in the database.
    Stage stage;
    play_with(stage, "sybils", "");
    const TagKey key(tag_key_in(stage));
    query(stage.database_url,
          fmt::format(
              "INSERT INTO fairdraw.entries (round_no, user_id, tag, received_at) SELECT round_no, 'sybil', "
              "'\\x{}', enter_from FROM fairdraw.rounds",
              to_hex(key.tag_of(RoundId::parse("sybils").value(), "sybil"))));
    wait_for_draw(stage.anyone, "sybils");
    check_audit_passes(stage.server, "sybils");
    CHECK(evidence_lines(stage.anyone, "sybils", "entries.txt").size() == 6);
    CHECK(named_in_database(stage.database_url, "sybils", "SELECT") == nothing);

    // With a beacon whoever grinds must wait for it, and then be early again.
    Forger waiting = Forger::with_beacon();
    waiting.close.closed = {beacon_due.value + 1};
    waiting.draw.drawn = {beacon_due.value + 1};
    grind(waiting, friends_tag(), [&](int i) { waiting.entries.insert(sybil(i)); });
    CHECK(named(waiting.sign()) == Ids{"beacon"});
    waiting.close.closed = {beacon_due.value - 1};
    grind(waiting, friends_tag(), [&](int i) { waiting.entries.insert(sybil(1000 + i)); });
    CHECK(named(waiting.sign()) == nothing);
    CHECK(published(waiting.sign_witnessed(waiting.announcement.announced, waiting.draw.drawn)) == false);
    CHECK(published(waiting.sign()) == std::nullopt);
}

TEST_CASE("trust: entrants are disqualified until a friend wins") {
    // Each sees their own tag in disqualified.txt, and their receipt is honoured.
    Forger forger;
    const PlayedRound& played = PlayedRound::shared();
    Tag last{};
    grind(forger, friends_tag(), [&](int i) {
        forger = Forger();
        last = played.tag_of(user_name((i * 7) % 20));
        if (last == friends_tag() || !forger.entries.erase(last)) return;
        forger.disqualified.emplace(last, "shared_device");
        // Otherwise twenty attempts would be all there are.
        forger.close.closed.value += i / 20;
        forger.draw.drawn.value += i / 20;
    });
    CHECK(named(forger.sign()) == nothing);
    for (const auto& [user, receipt] : played.receipts)
        CHECK(named(forger.sign(), holding(receipt)) == nothing);
}

TEST_CASE("trust: closing times are tried until a friend wins") {
    Forger forger;
    const int tried = grind(forger, friends_tag(), [&](int) { ++forger.close.closed.value; });
    forger.draw.drawn.value += tried;
    CHECK(forger.entries == Forger().entries);
    CHECK(named(forger.sign()) == nothing);

    // With a beacon, after it was out, and written as if before: only a witness can tell.
    Forger waiting = Forger::with_beacon();
    grind(waiting, friends_tag(), [&](int) { ++waiting.close.closed.value; });
    CHECK(named(waiting.sign()) == nothing);
    CHECK(published(waiting.sign_witnessed(waiting.announcement.announced, {beacon_due.value + 1000})) ==
          false);
    CHECK(published(waiting.sign()) == std::nullopt);
}

TEST_CASE("trust: entries are dropped") {
    const Receipt& victims = PlayedRound::shared().receipts.at("user-003");
    Forger forger;
    forger.entries.erase(victims.tag);
    forger.close_and_draw();
    // Whoever kept a receipt holds a signed contradiction; nothing else shows it.
    CHECK(named(forger.sign(), holding(victims)) == Ids{"receipt"});
    CHECK(named(forger.sign()) == nothing);
}

TEST_CASE("trust: two users are given one tag") {
    const std::string one_tag =
        "UPDATE fairdraw.entries SET tag = (SELECT tag FROM fairdraw.entries WHERE user_id = 'user-001') "
        "WHERE user_id = 'user-002'";
    // The database refuses; made to, its auditor names it.
    CHECK_THROWS(named_in_database(one_tag));
    const Ids by_database = named_in_database("DROP INDEX fairdraw.entries_1_by_tag; " + one_tag);
    CHECK(std::ranges::count(by_database, "tags") == 1);
    CHECK(std::ranges::count(by_database, "one-entry") == 1);

    // An operator who keeps the second nowhere but in a receipt: both are content, and so is every audit.
    const PlayedRound& played = PlayedRound::shared();
    Forger forger;
    forger.entries.erase(played.tag_of("user-002"));
    forger.close_and_draw();
    CHECK(named(forger.sign(), holding(played.receipts.at("user-001"))) == nothing);
    // But for the one that is given user and tag, and has the key that was committed to.
    const TagKey committed(played.tag_key);
    CHECK(commitment(CommitmentKind::tag_key, forger.announcement.origin, forger.announcement.round,
                     played.tag_key) == forger.announcement.tag_commitment);
    CHECK(committed.tag_of(forger.announcement.round, "user-002") != played.tag_of("user-001"));
}

TEST_CASE("trust: a friend is let in late, or given a coupon") {
    // The public sees neither; the auditor inside the database sees both.
    CHECK(named_in_database("UPDATE fairdraw.entries SET received_at = received_at + interval '1 minute' "
                            "WHERE user_id = 'user-004'") == Ids{"in-window"});
    CHECK(named_in_database(slip_in_coupon("FREE", "'friend'")) == Ids{"coupons"});
    // A receipt says when its entry arrived, and cannot say that it was late.
    const Forger forger;
    const UnixMs late{forger.announcement.enter.to.value + 1};
    const Tag tag = friends_tag();
    const ReceiptBatch batch(stolen_key(), forger.announcement.round, TagKey(PlayedRound::shared().tag_key),
                             late, {{tag, late}});
    const auto place = batch.place_of(tag).value();
    const Receipt receipt = receipt_from({{"origin", forger.announcement.origin},
                                          {"round", forger.announcement.round.text()},
                                          {"tag", to_hex(tag)},
                                          {"received_at", format_rfc3339(late)},
                                          {"salt", to_hex(place.salt)},
                                          {"index", place.index},
                                          {"path", nlohmann::json::array()},
                                          {"note", batch.note()}});
    CHECK(named(forger.sign(), holding(receipt)) == Ids{"receipt"});
}

TEST_CASE("trust: the server refuses somebody's entry") {
    Stage stage;
    play_with(
        stage, "picky",
        "CREATE FUNCTION fairdraw.planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END "
        "$$; "
        "CREATE TRIGGER planted BEFORE INSERT ON fairdraw.entries FOR EACH ROW WHEN (NEW.user_id = 'victim') "
        "EXECUTE FUNCTION fairdraw.planted()");
    // They are told that nothing was recorded, and hold no promise; nothing that is published shows it.
    const auto refused = stage.user("victim").post("/v1/rounds/picky/entry");
    CHECK(refused.status >= 400);
    CHECK_FALSE(refused.json().contains("receipt"));
    wait_for_draw(stage.anyone, "picky");
    check_audit_passes(stage.server, "picky");
    CHECK(named(log_of(stage)) == nothing);
}
