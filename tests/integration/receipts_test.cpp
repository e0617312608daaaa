// What an entrant is promised: one signature a commit, and the same receipt whenever it is asked for again.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <pqxx/result>
#include <set>

#include "fairdraw/merkle.hpp"
#include "fairdraw/receipt.hpp"
#include "integration/recording_instance.hpp"
#include "support/receipt_json.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

using Json = nlohmann::json;

Receipt read(const std::string& json_text) {
    const auto receipt = parse_receipt(receipt_fields(Json::parse(json_text)), "receipt");
    REQUIRE(receipt.has_value());
    return *receipt;
}

// Everything about a receipt that needs no list.
void check_holds(const Receipt& receipt, const rounds::Round& round) {
    CHECK(count_signatures(receipt.note, round.key->verifier_key()).good());
    CHECK(receipt.receipts.round == round.id);
    CHECK(receipt.received_at <= receipt.receipts.committed);
    const auto leaf = merkle_leaf_hash(receipt_leaf(receipt.tag, receipt.received_at, receipt.salt));
    CHECK(verify_inclusion(leaf, receipt.index, receipt.receipts.size, receipt.path, receipt.receipts.root));
}

// Ann waits for the database alone, and so does a stranger with the other writer; the others gather
// meanwhile, and share the next commit.
std::vector<Answer> enter_together(RoundsDatabase& database, Instance& instance, const std::string& round,
                                   const std::vector<std::string>& users) {
    const auto from = (*instance.directory.find(round))->enter.from;
    auto hang = std::make_unique<Hang>(database);
    auto alone = instance.record(instance.entry_recorder, round, "ann", from);
    hang->wait_for_writers(1);
    auto refused = instance.record(instance.entry_recorder, round, "a-stranger", from);
    hang->wait_for_writers(2);
    std::vector<std::future<Answer>> gathered;
    for (const auto& user : users)
        gathered.push_back(instance.record(instance.entry_recorder, round, user, {from.value + 1}));
    hang.reset();
    REQUIRE(alone.get().has_value());
    CHECK(refused.get().error().code == http::Code::not_reserved);
    std::vector<Answer> answers;
    for (auto& answer : gathered) answers.push_back(answer.get());
    return answers;
}

void reserve_all(RoundsDatabase& database, rounds::RoundNumber round, const std::vector<std::string>& users) {
    for (const auto& user : users)
        database.query("INSERT INTO fairdraw.reservations SELECT round_no, '" + user +
                       "', reserve_from FROM fairdraw.rounds WHERE round_no = " +
                       std::to_string(rounds::sql_value(round)));
}

}  // namespace

TEST_CASE("entries that share a commit share a signature, and each has its own place under it") {
    RoundsDatabase database;
    const std::vector<std::string> others{"bob", "cas", "dora", "eve", "fay"};
    const auto number = database.announce("together");
    reserve_all(database, number, {"ann", "bob", "cas", "dora", "eve", "fay"});
    Instance instance{database};
    const auto round = *instance.directory.find("together");

    std::set<std::string> notes;
    std::set<std::uint64_t> places;
    for (const auto& answer : enter_together(database, instance, "together", others)) {
        const auto receipt = read(answer.value().receipt);
        check_holds(receipt, *round);
        CHECK(receipt.receipts.size == others.size());
        notes.insert(receipt.note.text);
        places.insert(receipt.index);
    }
    CHECK(notes.size() == 1);
    CHECK(places.size() == others.size());
    CHECK(database.value("SELECT count(*) FROM fairdraw.receipt_batches") == "2");
}

TEST_CASE("who was not recorded takes no place among those who were") {
    RoundsDatabase database;
    reserve_all(database, database.announce("mixed"), {"ann", "bob", "cas"});
    Instance instance{database};
    const auto answers = enter_together(database, instance, "mixed", {"bob", "never-reserved", "cas", "ann"});
    // Ann is repeated, and keeps the receipt of her own commit; unless this one was the quicker of the two
    // writers'.
    const bool is_repeated = answers[3]->repeated;
    const std::uint64_t recorded = is_repeated ? 2 : 3;
    CHECK(read(answers[0]->receipt).receipts.size == recorded);
    CHECK(answers[1].error().code == http::Code::not_reserved);
    CHECK(read(answers[2]->receipt).receipts.size == recorded);
    CHECK(read(answers[3]->receipt).receipts.size == (is_repeated ? 1 : recorded));
}

TEST_CASE("asking again, also another instance, gives the same receipt byte for byte") {
    RoundsDatabase database;
    const auto number = database.announce("once-more");
    reserve_all(database, number, {"ann", "bob", "cas", "dora"});
    std::string first;
    {
        Instance instance{database};
        first = enter_together(database, instance, "once-more", {"bob", "cas", "dora"})[1]->receipt;
    }
    Instance other{database};
    const auto round = *other.directory.find("once-more");
    const auto again = other.enter("once-more", "cas", {round->enter.to.value + 1});
    CHECK(again->repeated);
    CHECK(again->receipt == first);
}

TEST_CASE("a storm of people who ask again reads no batch that was just signed, and every other one once") {
    RoundsDatabase database;
    const std::vector<std::string> others{"bob", "cas", "dora"};
    reserve_all(database, database.announce("storm"), {"ann", "bob", "cas", "dora"});
    Instance signer{database}, other{database};
    const auto at = (*signer.directory.find("storm"))->enter.to;
    const auto first = enter_together(database, signer, "storm", others);
    REQUIRE(other.enter("storm", "bob", at)->receipt == first[0]->receipt);

    // Nothing is there to be read any more.
    database.query("DELETE FROM fairdraw.receipt_batches");
    for (auto* instance : {&signer, &other})
        for (std::size_t i = 0; i < others.size(); ++i) {
            const auto again = instance->enter("storm", others[i], at);
            CHECK(again->repeated);
            CHECK(again->at == first[i]->at);
            CHECK(again->receipt == first[i]->receipt);
        }
    CHECK(other.enter("storm", "ann", at)->receipt == rounds::no_receipt);
}

TEST_CASE("once some have asked again, those who are remembered are not tried to be recorded") {
    RoundsDatabase database;
    reserve_all(database, database.announce("spared"), {"ann"});
    Instance instance{database};
    const auto from = (*instance.directory.find("spared"))->enter.from;
    const auto first = instance.enter("spared", "ann", from);
    REQUIRE(instance.enter("spared", "ann", from)->repeated);

    const Hang nobody_can_be_recorded{database};
    auto again = instance.record(instance.entry_recorder, "spared", "ann", from);
    REQUIRE(again.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    CHECK(again.get()->receipt == first->receipt);
}

TEST_CASE("who lacks the round's key takes no entry, and can repeat those there are without a receipt") {
    RoundsDatabase database;
    reserve_all(database, database.announce("keyless"), {"ann", "bob"});
    Instance instance{database};
    const auto from = (*instance.directory.find("keyless"))->enter.from;
    REQUIRE(instance.enter("keyless", "ann", from).has_value());

    const rounds::SigningKeys other_keys{{SigningKey::from_seed("shop.example/coupons", {1, 2, 3})}};
    Instance keyless{database, other_keys};
    CHECK(keyless.enter("keyless", "bob", from).error().code == http::Code::unavailable);
    CHECK(keyless.enter("keyless", "ann", from)->receipt == rounds::no_receipt);
    CHECK(database.value("SELECT count(*) FROM fairdraw.entries") == "1");
}

TEST_CASE("a round is not closed before what its receipts promise, whatever the clock says then") {
    RoundsDatabase database;
    const auto number = database.announce("set-back");
    reserve_all(database, number, {"ann"});
    Instance instance{database};
    const auto from = (*instance.directory.find("set-back"))->enter.from;
    const auto committed = read(instance.enter("set-back", "ann", from)->receipt).receipts.committed;
    database.let_time_pass(number);
    database.close_all();
    CHECK(database.value("SELECT fairdraw.unix_ms(closed_at) FROM fairdraw.rounds") ==
          std::to_string(committed.value));
}

TEST_CASE("entries from before there were receipts are repeated without one") {
    RoundsDatabase database;
    const auto number = database.announce("early");
    database.enter(number, {"ann"});
    Instance instance{database};
    const auto from = (*instance.directory.find("early"))->enter.from;
    const auto again = instance.enter("early", "ann", from);
    CHECK(again->repeated);
    CHECK(again->receipt == rounds::no_receipt);
}
