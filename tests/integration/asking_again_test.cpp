// Who asks again keeps nobody waiting who asks for the first time, however many they are and however long
// their look-up takes.
#include <doctest/doctest.h>

#include <atomic>
#include <pqxx/result>

#include "integration/failing_recordables.hpp"
#include "integration/recording_instance.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

constexpr auto much_too_long = std::chrono::seconds(30);

// Reservations whose look-up takes as long as `HeldLookups` is there.
constexpr postgres::Statement held_find{
    "test_held_find",
    "SELECT b.user_id, fairdraw.unix_ms(v.reserved_at), v.user_id IS NOT NULL, r.state "
    "FROM (SELECT pg_advisory_xact_lock_shared(1)) AS held, unnest($2::text[]) WITH ORDINALITY AS b "
    "(user_id, "
    "position) JOIN fairdraw.rounds r ON r.round_no = $1 "
    "LEFT JOIN fairdraw.reservations v ON v.round_no = $1 AND v.user_id = b.user_id ORDER BY b.position"};
const rounds::Recordable slow_to_look_up{
    .plural = "reservations",
    .window = rounds::reservations.window,
    .insert = rounds::reservations.insert,
    .find = &held_find,
    .why_not = rounds::reservations.why_not,
};

class HeldLookups {
  public:
    explicit HeldLookups(const RoundsDatabase& database)
        : connection_({.url = database.url}), held_(connection_, {"test"}) {
        static constexpr postgres::Statement lock{"test_hold", "SELECT pg_advisory_xact_lock(1)"};
        held_.run(lock);
    }

  private:
    postgres::Connection connection_;
    postgres::Transaction held_;
};

struct Story {
    explicit Story(const rounds::Recordable& recordable)
        : recorder(recordable, {.url = database.url, .role = "fairdraw_serving"}, instance.clock,
                   instance.metrics, std::chrono::hours(1)) {}

    std::future<Answer> press(const std::string& user, UnixMs at) {
        return instance.record(recorder, "pressed", user, at);
    }
    rounds::RoundPtr round() { return *instance.directory.find("pressed"); }

    RoundsDatabase database;
    rounds::RoundNumber number = database.announce("pressed");
    Instance instance{database};
    rounds::Recorder recorder;
};

bool is_answered(const std::future<Answer>& answer) {
    return answer.wait_for(much_too_long) == std::future_status::ready;
}

}  // namespace

TEST_CASE("first requests do not wait for those who ask again, not even for those they share a commit with") {
    Story story{slow_to_look_up};
    const auto from = story.round()->reserve->from;
    REQUIRE(story.press("ann", from).get().has_value());

    auto held = std::make_unique<HeldLookups>(story.database);
    auto hang = std::make_unique<Hang>(story.database);
    auto alone = story.press("bob", from);
    hang->wait_for_a_writer();
    auto again = story.press("ann", from);
    auto together = story.press("cas", from);
    hang.reset();
    CHECK(is_answered(alone));
    CHECK(is_answered(together));
    auto after = story.press("dora", from);
    CHECK(is_answered(after));
    CHECK(again.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);

    held.reset();
    CHECK_FALSE(together.get()->repeated);
    CHECK_FALSE(after.get()->repeated);
    CHECK(again.get()->repeated);
}

TEST_CASE("more who ask again than can be looked up are told to come back, and first requests are recorded") {
    Story story{slow_to_look_up};
    const auto round = story.round();
    const auto late = round->reserve->to;  // is looked up, and never recorded
    std::atomic<int> overloaded = 0, answered = 0;
    auto held = std::make_unique<HeldLookups>(story.database);
    int asked = 0;
    while (overloaded == 0) {
        const bool taken = story.recorder.record(
            {round, "again-" + std::to_string(asked), late, {}, [&](const Answer& answer) {
                 overloaded += answer.error().code == http::Code::overloaded;
                 ++answered;
             }});
        asked += taken;
        REQUIRE(asked < 1'000'000);
        if (!taken) std::this_thread::yield();
    }
    CHECK(asked > 40'000);
    CHECK(is_answered(story.press("first", round->reserve->from)));
    CHECK(story.database.value("SELECT count(*) FROM fairdraw.reservations") == "1");

    held.reset();
    while (answered < asked) std::this_thread::yield();
    CHECK(overloaded < asked - 40'000 + 1);
}

TEST_CASE(
    "who may have been recorded by a try that failed, and cannot be looked up, is not told that they were "
    "not") {
    Story story{unsure_and_blind};
    answers_to_lose = 1;
    const auto unknown = story.press("ann", story.round()->reserve->from).get();
    REQUIRE_FALSE(unknown.has_value());
    CHECK(unknown.error().extras.recorded == http::Recorded::unknown);
    CHECK(story.database.value("SELECT count(*) FROM fairdraw.reservations") == "1");
}
