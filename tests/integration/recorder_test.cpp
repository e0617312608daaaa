// Recording: group commit, windows to the millisecond, repeats, the fence, and two instances at once.
#include <doctest/doctest.h>

#include <future>
#include <pqxx/result>
#include <thread>

#include "http/metrics.hpp"
#include "integration/failing_recordables.hpp"
#include "integration/recording_instance.hpp"
#include "postgres/transaction.hpp"
#include "rounds/recorder.hpp"
#include "rounds/round_directory.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;
using api::Refusal;
using rounds::Recorded;

namespace {

UnixMs operator+(UnixMs time, std::int64_t ms) {
    return {time.value + ms};
}

}  // namespace

TEST_CASE("windows are half-open, to the millisecond of arrival") {
    RoundsDatabase database;
    database.announce("half-open");
    Instance instance{database};
    const auto round = *instance.directory.find("half-open");
    const auto reserve = round->reserve.value();

    CHECK(instance.reserve("half-open", "too-early", reserve.from + -1).error().code ==
          http::Code::not_in_active_time);
    CHECK(instance.reserve("half-open", "first", reserve.from)->at == reserve.from);
    CHECK(instance.reserve("half-open", "last", reserve.to + -1)->at == reserve.to + -1);
    CHECK(instance.reserve("half-open", "too-late", reserve.to).error().code ==
          http::Code::not_in_active_time);

    CHECK(instance.enter("half-open", "first", round->enter.from + -1).error().code ==
          http::Code::not_in_active_time);
    CHECK(instance.enter("half-open", "first", round->enter.from)->at == round->enter.from);
    CHECK(instance.enter("half-open", "last", round->enter.to).error().code ==
          http::Code::not_in_active_time);
    CHECK(instance.enter("half-open", "last", round->enter.to + -1)->at == round->enter.to + -1);
    CHECK(instance.enter("half-open", "too-late", round->enter.from).error().code ==
          http::Code::not_reserved);
}

TEST_CASE("asking again gives the first answer, also after the window") {
    RoundsDatabase database;
    database.announce("again");
    Instance instance{database};
    const auto round = *instance.directory.find("again");
    const auto first = instance.reserve("again", "ann", round->reserve->from);
    CHECK_FALSE(first->repeated);
    for (const auto at : {round->reserve->from, round->reserve->from + 500, round->reserve->to + 60'000}) {
        const auto again = instance.reserve("again", "ann", at + 1);
        CHECK(again->repeated);
        CHECK(again->at == first->at);
    }
}

TEST_CASE("of several requests of one user that share a commit, one is the first") {
    RoundsDatabase database;
    database.announce("double-press");
    Instance instance{database};
    const auto reserve_from = (*instance.directory.find("double-press"))->reserve->from;
    std::vector<std::future<Answer>> answers;
    for (int press = 0; press < 50; ++press)
        answers.push_back(
            instance.record(instance.reservation_recorder, "double-press", "ann", reserve_from));
    int first = 0;
    for (auto& answer : answers) first += !answer.get()->repeated;
    CHECK(first == 1);
    CHECK(database.value("SELECT count(*) FROM fairdraw.reservations") == "1");
}

TEST_CASE("two instances that are asked by the same users at once record each once and tell both the same") {
    RoundsDatabase database;
    database.announce("shared");
    Instance one{database};
    Instance other{database};
    const auto from = (*one.directory.find("shared"))->reserve->from;
    constexpr int users = 500;
    std::vector<std::future<Answer>> at_one, at_other;
    for (int i = 0; i < users; ++i) {
        at_one.push_back(
            one.record(one.reservation_recorder, "shared", "user" + std::to_string(i), from + i));
        const int j = users - 1 - i;
        at_other.push_back(
            other.record(other.reservation_recorder, "shared", "user" + std::to_string(j), from + 1000 + j));
    }
    int disagreements = 0, first = 0;
    for (int i = 0; i < users; ++i) {
        const auto a = at_one[static_cast<std::size_t>(i)].get();
        const auto b = at_other[static_cast<std::size_t>(users - 1 - i)].get();
        disagreements += a->at != b->at;
        first += !a->repeated + !b->repeated;
    }
    CHECK(disagreements == 0);
    CHECK(first == users);
    CHECK(database.value("SELECT count(*) FROM fairdraw.reservations") == std::to_string(users));
}

TEST_CASE("user ids are data, whatever they hold") {
    RoundsDatabase database;
    database.announce("names");
    Instance instance{database};
    const auto from = (*instance.directory.find("names"))->reserve->from;
    const std::vector<std::string> users{"O'Brien", "\"quoted\"", "back\\slash",         "{brace,comma}",
                                         "NULL",    "王小明",     std::string(255, 'x'), "' OR 1=1 --"};
    for (const auto& user : users) CHECK_FALSE(instance.reserve("names", user, from)->repeated);
    for (const auto& user : users) CHECK(instance.reserve("names", user, from + 1)->repeated);
    CHECK(database.value("SELECT count(*) FROM fairdraw.reservations") == std::to_string(users.size()));
}

TEST_CASE(
    "once a round has begun to close, what arrived in time but was not recorded is refused, and what was is "
    "told again") {
    RoundsDatabase database;
    const auto number = database.announce("fenced");
    Instance instance{database};
    const auto round = *instance.directory.find("fenced");
    REQUIRE(instance.reserve("fenced", "ann", round->reserve->from).has_value());
    REQUIRE(instance.reserve("fenced", "bob", round->reserve->from).has_value());
    REQUIRE(instance.enter("fenced", "ann", round->enter.from).has_value());
    database.let_time_pass(number);
    REQUIRE(rounds::fence_next_round(database.keeper).has_value());

    const auto late = instance.enter("fenced", "bob", round->enter.from);
    CHECK(late.error().code == http::Code::not_in_active_time);
    CHECK(late.error().extras.recorded == http::Recorded::no);
    CHECK(instance.enter("fenced", "ann", round->enter.from + 5)->repeated);
    CHECK(database.value("SELECT count(*) FROM fairdraw.entries") == "1");
}

TEST_CASE("the fence waits for entries that are being committed, and the list holds them") {
    RoundsDatabase database;
    const auto number = database.announce("waiting");
    database.query("INSERT INTO fairdraw.reservations SELECT 1, 'ann', reserve_from FROM fairdraw.rounds");
    database.let_time_pass(number);

    // A batch that is not committed yet.
    postgres::Connection slow{{.url = database.url}};
    auto batch = std::make_unique<postgres::Transaction>(slow, postgres::Step{"test"});
    static constexpr postgres::Statement insert{
        "test_insert",
        "SELECT fairdraw.record_entry_batch(1, ARRAY['ann'], ARRAY[decode(md5('ann'), 'hex')], "
        "ARRAY[fairdraw.unix_ms(enter_from)], fairdraw.unix_ms(enter_from), decode(md5('ann'), 'hex') || "
        "int8send(0)) FROM fairdraw.rounds"};
    CHECK(batch->run(insert).empty());

    CHECK_FALSE(rounds::fence_next_round(database.keeper).has_value());
    CHECK(database.value("SELECT state FROM fairdraw.rounds") == "announced");
    batch->commit();
    CHECK(rounds::fence_next_round(database.keeper).has_value());
    REQUIRE(rounds::close_next_round(database.keeper, database.keys).has_value());
    CHECK(database.value("SELECT entries FROM fairdraw.rounds") == "1");
}

TEST_CASE("a request that waited too long behind a database that hangs is refused, and may be asked again") {
    RoundsDatabase database;
    database.announce("hanging");
    Instance instance{database};
    const auto round = *instance.directory.find("hanging");
    constexpr auto longest_wait = std::chrono::milliseconds(300);
    rounds::Recorder recorder{rounds::reservations,
                              {.url = database.url, .role = "fairdraw_serving"},
                              instance.clock,
                              instance.metrics,
                              longest_wait};

    auto hang = std::make_unique<Hang>(database);
    auto first = instance.record(recorder, "hanging", "ann", round->reserve->from);
    hang->wait_for_a_writer();
    auto second = instance.record(recorder, "hanging", "bob", round->reserve->from);
    const auto taken = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - taken <= longest_wait) std::this_thread::yield();
    hang.reset();

    CHECK(first.get().has_value());
    const auto refused = second.get();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == http::Code::overloaded);
    CHECK(refused.error().extras.recorded == http::Recorded::no);
    CHECK_FALSE(instance.record(recorder, "hanging", "bob", round->reserve->from).get()->repeated);
}

TEST_CASE(
    "when the answer to a commit is lost, what was recorded is found, and nothing is claimed that is not "
    "known") {
    RoundsDatabase database;
    database.announce("unsure");
    Instance instance{database};
    const auto from = (*instance.directory.find("unsure"))->reserve->from;
    rounds::Recorder recorder{
        unsure, {.url = database.url, .role = "fairdraw_serving"}, instance.clock, instance.metrics};

    answers_to_lose = 1;
    const auto found = instance.record(recorder, "unsure", "ann", from).get();
    REQUIRE(found.has_value());
    CHECK_FALSE(found->repeated);

    answers_to_lose = 1'000'000;
    const auto unknown = instance.record(recorder, "unsure", "bob", from).get();
    REQUIRE_FALSE(unknown.has_value());
    CHECK(unknown.error().code == http::Code::unavailable);
    CHECK(unknown.error().extras.recorded == http::Recorded::unknown);

    answers_to_lose = 0;
    CHECK(instance.record(recorder, "unsure", "bob", from + 1).get()->repeated);
    CHECK(database.value("SELECT count(*) FROM fairdraw.reservations") == "2");
}

TEST_CASE("who is recorded is told so, also when nothing can be said to others of the batch") {
    RoundsDatabase database;
    database.announce("blind");
    Instance instance{database};
    const auto reserve = (*instance.directory.find("blind"))->reserve.value();
    rounds::Recorder recorder{
        blind, {.url = database.url, .role = "fairdraw_serving"}, instance.clock, instance.metrics};

    auto hang = std::make_unique<Hang>(database);
    auto first = instance.record(recorder, "blind", "first", reserve.from);
    hang->wait_for_a_writer();
    auto in_time = instance.record(recorder, "blind", "in-time", reserve.from);
    auto late = instance.record(recorder, "blind", "late", reserve.to);
    hang.reset();
    CHECK(first.get().has_value());
    CHECK(in_time.get().has_value());
    const auto refused = late.get();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == http::Code::internal);
    CHECK(refused.error().extras.recorded == http::Recorded::no);
    CHECK(database.value("SELECT count(*) FROM fairdraw.reservations") == "2");
}

TEST_CASE("a void round takes nothing, and says so") {
    RoundsDatabase database;
    database.announce("withdrawn");
    Instance instance{database};
    const auto round = *instance.directory.find("withdrawn");
    REQUIRE(instance.reserve("withdrawn", "ann", round->reserve->from).has_value());
    REQUIRE(rounds::void_round(database.keeper, database.keys, round->id, "a mistake", "tester").has_value());
    CHECK(instance.reserve("withdrawn", "bob", round->reserve->from).error().code == http::Code::round_void);
    CHECK(instance.enter("withdrawn", "ann", round->enter.from).error().code == http::Code::round_void);
    CHECK(instance.reserve("withdrawn", "ann", round->reserve->from + 1)->repeated);
}
