// The program is killed at every crash point there is: exactly one close and one draw, and nothing
// acknowledged is missing.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "coupons/steps.hpp"
#include "functional/crash_points.hpp"
#include "functional/crash_story.hpp"
#include "log/steps.hpp"
#include "notices/steps.hpp"
#include "orders/steps.hpp"
#include "rounds/steps.hpp"
#include "support/drand_relay.hpp"
#include "support/test_witness.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
namespace steps = fairdraw::rounds::steps;

namespace {

const std::filesystem::path sources =
    std::filesystem::path(FAIRDRAW_VECTORS).parent_path().parent_path() / "src";

constexpr std::array steps_of_other_stories{steps::raise_alarm, steps::store_beacon, steps::note_wait,
                                            steps::announce_first_come};

// Every step but the alarm, those of beacons and of coupons, for which the story has no reason; they have
// stories of their own, below and in coupons_crash_test.cpp.
std::vector<fairdraw::postgres::Step> steps_of_the_story() {
    std::vector<fairdraw::postgres::Step> chosen;
    for (const auto& step : steps::all) {
        const bool has_its_own = std::ranges::any_of(
            steps_of_other_stories, [&](const auto& other) { return step.name == std::string(other.name); });
        if (!has_its_own) chosen.push_back(step);
    }
    return chosen;
}

void tell_all(CrashStory::Cast cast) {
    for_each_point(
        crash_points(steps_of_the_story()),
        [&](const std::string& point) {
            CrashStory story(point, cast);
            story.tell();
            story.check();
        },
        6);
}

std::size_t count_in(const std::filesystem::path& file, const std::string& word) {
    const auto text = read_file(file);
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
    return count;
}

}  // namespace

TEST_CASE("every commit of the service is a step in the list, with its two crash points") {
    namespace coupons = fairdraw::coupons::steps;
    namespace orders = fairdraw::orders::steps;
    namespace notices = fairdraw::notices::steps;
    const std::map<std::filesystem::path, std::size_t> lists{
        {sources / "rounds" / "steps.hpp", steps::all.size()},
        {sources / "log" / "steps.hpp", fairdraw::log::steps::all.size()},
        {sources / "coupons" / "steps.hpp",
         1 + coupons::of_templates.size() + coupons::of_grants.size() + coupons::of_promotions.size()},
        {sources / "orders" / "steps.hpp", orders::asked_for.size() + orders::of_the_clock.size()},
        {sources / "notices" / "steps.hpp", notices::asked_for.size() + notices::of_the_clock.size()}};
    for (const auto& [list, size] : lists) CHECK(count_in(list, "inline constexpr postgres::Step") == size);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(sources)) {
        const auto extension = entry.path().extension();
        if (extension != ".cpp" && extension != ".hpp") continue;
        INFO(entry.path().string());
        if (!lists.contains(entry.path())) CHECK(count_in(entry.path(), "postgres::Step ") == 0);
        // What could commit past postgres::Transaction. Migrations are done before anything is served.
        const auto name = entry.path().filename();
        if (name == "transaction.cpp" || name == "migrate.cpp") continue;
        for (const char* other : {"pqxx::work", "pqxx::transaction<", "\"COMMIT", "\"BEGIN"}) {
            CHECK(count_in(entry.path(), other) == 0);
        }
    }
}

TEST_CASE("killed at every point of a round's life and started again") {
    tell_all(CrashStory::Cast::alone);
}

TEST_CASE("two instances, and the one that holds the step is killed: the other goes on") {
    tell_all(CrashStory::Cast::with_survivor);
}

TEST_CASE("killed while it has the log witnessed: witnessed all the same") {
    auto operator_key = read_file(TestKeys::shared().verifier_key());
    operator_key.pop_back();
    for_each_point(crash_points(fairdraw::log::steps::all), [&](const std::string& point) {
        const TestWitness witness("witness.example/w1", operator_key);
        Stage stage(armed(point, {"--witness", witness.file().string()}));
        // Long before it begins, since what a witness cosigns later proves nothing.
        const auto from_ms = now_ms() + 600'000;
        announce(stage.operator_, {"witnessed", std::nullopt, {from_ms, from_ms + 1000}});
        CHECK(stage.server.wait().signal == SIGKILL);
        stage.server.restart();
        wait_until("the announcement is witnessed", [&] {
            return stage.anyone.get("/v1/rounds/witnessed/evidence/announcement.proof").status == 200;
        });
        CHECK(stage.count("SELECT count(*) FROM fairdraw.log_checkpoints WHERE size = 1") == 1);
        CHECK(witness.refused() == 0);
    });
}

TEST_CASE("killed while it announces a campaign's rounds: each is announced once") {
    for_each_point(crash_points(std::array{steps::announce}), [](const std::string& point) {
        Stage stage(armed(point));
        try {
            stage.operator_.post("/v1/campaigns", R"({"campaign": "daily"})");
        } catch (const NoAnswer&) {
            // It may die before it has answered.
        }
        CHECK(stage.server.wait().signal == SIGKILL);
        stage.server.restart();
        wait_until("a round to be announced",
                   [&] { return stage.count("SELECT count(*) FROM fairdraw.rounds") >= 1; });
        CHECK(stage.count(
                  "SELECT count(*) FROM fairdraw.rounds r WHERE 1 <> ANY (ARRAY["
                  "(SELECT count(*) FROM fairdraw.publications p WHERE p.round_no = r.round_no),"
                  "(SELECT count(*) FROM fairdraw.round_secrets s WHERE s.round_no = r.round_no)])") == 0);
        const auto round = stage.anyone.get("/v1/rounds").json()["rounds"][0]["round"].get<std::string>();
        CHECK(stage.anyone.get("/v1/rounds/" + round + "/evidence/announcement.txt").status == 200);
    });
}

TEST_CASE("the two draws disagree: an alarm instead of a result, wherever the program is killed meanwhile") {
    for_each_point(crash_points(std::array{steps::raise_alarm}), [](const std::string& point) {
        Stage stage(armed(point));
        const RoundPlan plan = plan_open_round("doubtful", 3000);
        announce(stage.operator_, plan);
        wait_for_state(stage.anyone, plan.round, {"entering"});
        for (int user = 0; user < 10; ++user) stage.user(user_name(user)).post("/v1/rounds/doubtful/entry");
        query(stage.database_url,
              "CREATE OR REPLACE FUNCTION fairdraw.quota_winners(quota text, entries bigint, seed bytea) "
              "RETURNS bigint "
              "LANGUAGE sql IMMUTABLE RETURN 3");

        CHECK(stage.server.wait().signal == SIGKILL);
        stage.server.restart();
        const auto round = [&] { return stage.anyone.get("/v1/rounds/doubtful").json(); };
        wait_until("the alarm", [&] { return round()["alarm"] == true; });
        CHECK(round()["state"] == "closed");
        CHECK(stage.user(user_name(0)).get("/v1/rounds/doubtful/result").json()["status"] == "pending");
        CHECK(stage.anyone.get("/v1/rounds/doubtful/evidence/winners.txt").code() == "NOT_FOUND");
        CHECK(stage.count("SELECT count(*) FROM fairdraw.coupons") == 0);
        CHECK(stage.count("SELECT count(*) FROM fairdraw.publications WHERE kind = 'close'") == 1);

        CHECK(stage.operator_.post("/v1/rounds/doubtful/void", R"({"reason": "the draw was in doubt"})")
                  .status == 200);
        check_audit_passes(stage.server, plan.round);
    });
}

TEST_CASE("killed while a round waits for its beacon, and when it is there: drawn with it once") {
    const DrandRelay relay(now_ms() / 1000 - 1000, "late", 3);
    for_each_point(
        crash_points(std::array{steps::note_wait, steps::store_beacon}),
        [&](const std::string& point) {
            Stage stage(armed(point, serve_arguments({&relay})));
            RoundPlan plan = plan_open_round("patient", 3000);
            plan.beacon = relay.beacon_due_from(plan.enter.to_ms + 10'000);
            announce(stage.operator_, plan);
            wait_for_state(stage.anyone, plan.round, {"entering"});
            for (int user = 0; user < 5; ++user) stage.user(user_name(user)).post("/v1/rounds/patient/entry");

            CHECK(stage.server.wait().signal == SIGKILL);
            CHECK(stage.count("SELECT count(*) FROM fairdraw.publications WHERE kind = 'draw'") == 0);
            stage.server.restart();
            wait_for_draw(stage.anyone, plan.round);
            CHECK(stage.anyone.get("/v1/rounds/patient").json()["waits_for"].is_null());
            CHECK(stage.count("SELECT count(*) FROM fairdraw.round_beacons") == 1);
            CHECK(stage.count("SELECT count(*) FROM fairdraw.publications WHERE kind = 'draw'") == 1);
            check_audit_passes(stage.server, plan.round, {"--drand-chain", relay.chain_file()});
        },
        4);
}
