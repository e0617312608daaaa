// The main job: people reserve, enter, and learn what they won; anyone re-runs the draw.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "support/postgres_cluster.hpp"
#include "support/stage.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;

namespace {

constexpr int reserved = 45;
constexpr int entered = 40;  // the first of those who reserved
constexpr int winners = 8;   // exactly a fifth

std::string path(const RoundPlan& plan, const char* what) {
    return "/v1/rounds/" + plan.round + what;
}

bool exists(ApiClient& client, const RoundPlan& plan, const std::string& file) {
    const auto reply = client.get(path(plan, "/evidence/") + file);
    if (reply.status != 200) CHECK(reply.code() == "NOT_FOUND");
    return reply.status == 200;
}

void check_refused(const ApiReply& reply, const std::string& code) {
    CHECK(reply.code() == code);
    CHECK(reply.json()["recorded"] == false);
}

// The same answer as the first time, and it says that it is a repeat.
void check_repeated(const ApiReply& reply, Json first) {
    CHECK(reply.status == 200);
    first["repeated"] = true;
    CHECK(reply.json() == first);
}

// What each of `count` users was told, by their index.
std::map<int, Json> everybody_posts(const Stage& stage, const RoundPlan& plan, const char* what, int count) {
    std::map<int, Json> answers;
    std::mutex mutex;
    for_each_of(count, [&](int i) {
        const auto reply = stage.user(user_name(i)).post(path(plan, what));
        CHECK(reply.status == 201);
        const std::lock_guard lock(mutex);
        answers[i] = reply.json();
    });
    return answers;
}

void check_nothing_but_the_announcement(Stage& stage, const RoundPlan& plan) {
    CHECK(exists(stage.anyone, plan, "operator.vkey"));
    CHECK(exists(stage.anyone, plan, "announcement.txt"));
    for (const std::string file :
         {"close.txt", "entries.txt", "disqualified.txt", "draw.txt", "winners.txt", "void.txt"}) {
        INFO(file);
        CHECK_FALSE(exists(stage.anyone, plan, file));
    }
}

// Returns the ETag of the answer.
std::string check_pending(ApiClient user, const RoundPlan& plan) {
    const auto reply = user.get(path(plan, "/result"));
    CHECK(reply.json()["status"] == "pending");
    CHECK(reply.header("Retry-After"));
    const auto etag = reply.header("ETag").value_or("");
    const auto again = user.get(path(plan, "/result"), {{"If-None-Match", etag}});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(user.get(path(plan, "/result"), {{"If-None-Match", "\"another\""}}).status == 200);
    return etag;
}

struct Outcome {
    std::map<std::int64_t, std::string> tags_by_rank;
    std::set<std::string> codes;
    std::set<std::string> tags;
};

Outcome ask_everybody(const Stage& stage, const RoundPlan& plan, const std::map<int, Json>& entries) {
    Outcome outcome;
    for (int i = 0; i < entered; ++i) {
        const auto reply = stage.user(user_name(i)).get(path(plan, "/result"));
        const Json result = reply.json();
        const std::string ticket = result.at("ticket"), cutoff = result.at("cutoff");
        CHECK(result.at("tag") == entries.at(i).at("tag"));
        CHECK(result.at("received_at") == entries.at(i).at("received_at"));
        CHECK_FALSE(reply.header("Retry-After"));
        CHECK((result.at("status") == "won") == (ticket <= cutoff));
        outcome.tags.insert(result.at("tag"));
        if (result.at("status") != "won") continue;
        outcome.tags_by_rank[result.at("rank")] = result.at("tag");
        outcome.codes.insert(result.at("coupon").at("code"));
    }
    return outcome;
}

void check_outcome(Stage& stage, const RoundPlan& plan, const Outcome& outcome) {
    CHECK(outcome.tags.size() == entered);
    CHECK(outcome.codes.size() == winners);
    CHECK(outcome.tags_by_rank.size() == winners);
    CHECK(outcome.tags_by_rank.begin()->first == 1);
    CHECK(outcome.tags_by_rank.rbegin()->first == winners);

    std::vector<std::string> by_rank;
    for (const auto& [rank, tag] : outcome.tags_by_rank) by_rank.push_back(tag);
    CHECK(evidence_lines(stage.anyone, plan.round, "winners.txt") == by_rank);
    const std::vector<std::string> ascending(outcome.tags.begin(), outcome.tags.end());
    CHECK(evidence_lines(stage.anyone, plan.round, "entries.txt") == ascending);
    CHECK(evidence_lines(stage.anyone, plan.round, "disqualified.txt").empty());
    CHECK_FALSE(exists(stage.anyone, plan, "void.txt"));
}

void check_public_round(Stage& stage, const RoundPlan& plan) {
    const Json round = stage.anyone.get("/v1/rounds/" + plan.round).json();
    const Json expected{
        {"reservations", reserved}, {"entries", entered}, {"disqualified", 0}, {"winners", winners}};
    CHECK(round.at("counts") == expected);
    CHECK(round.at("campaign").is_null());
    CHECK(round.at("alarm") == false);
    CHECK(round.at("enter").at("from") == rfc3339(plan.enter.from_ms));
    CHECK(round.at("enter").at("to") == rfc3339(plan.enter.to_ms));
    CHECK(parse_rfc3339(round.at("closed_at")) >= plan.enter.to_ms);
    CHECK(round.at("drawn_at") >= round.at("closed_at"));

    const Json numbers = stage.operator_.get(path(plan, "/statistics")).json();
    CHECK(numbers.at("coupons") == winners);
    int by_second = 0;
    for (const auto& second : numbers.at("entries_by_second")) by_second += second.at("entries").get<int>();
    CHECK(by_second == entered);
}

}  // namespace

TEST_CASE("a round, from its announcement to its audit") {
    Stage stage;
    const RoundPlan plan = plan_round("evening", 2500, 2500);
    ApiClient first = stage.user(user_name(0)), stranger = stage.user("stranger");

    announce(stage.operator_, plan);
    check_nothing_but_the_announcement(stage, plan);
    CHECK(first.post(path(plan, "/reservation")).code() == "NOT_IN_ACTIVE_TIME");
    check_refused(first.post(path(plan, "/entry")), "NOT_IN_ACTIVE_TIME");

    wait_for_state(stage.anyone, plan.round, {"reserving"});
    const auto reservations = everybody_posts(stage, plan, "/reservation", reserved);
    CHECK(reservations.at(0)["enter_opens_at"] == rfc3339(plan.enter.from_ms));
    CHECK(reservations.at(0)["enter_closes_at"] == rfc3339(plan.enter.to_ms));
    check_repeated(first.post(path(plan, "/reservation")), reservations.at(0));
    check_refused(first.post(path(plan, "/entry")), "NOT_IN_ACTIVE_TIME");

    wait_for_state(stage.anyone, plan.round, {"entering"});
    CHECK(stranger.post(path(plan, "/reservation")).code() == "NOT_IN_ACTIVE_TIME");
    check_repeated(first.post(path(plan, "/reservation")), reservations.at(0));
    check_refused(stranger.post(path(plan, "/entry")), "NOT_RESERVED");
    const auto entries = everybody_posts(stage, plan, "/entry", entered);
    check_repeated(first.post(path(plan, "/entry"), "{}"), entries.at(0));
    const auto pending = check_pending(stage.user(user_name(0)), plan);
    CHECK(stage.user(user_name(reserved - 1)).get(path(plan, "/result")).json()["status"] == "pending");
    check_nothing_but_the_announcement(stage, plan);

    wait_for_state(stage.anyone, plan.round, {"closing", "closed", "drawn"});
    check_refused(stage.user(user_name(reserved - 1)).post(path(plan, "/entry")), "NOT_IN_ACTIVE_TIME");
    check_repeated(first.post(path(plan, "/entry")), entries.at(0));

    wait_for_draw(stage.anyone, plan.round);
    check_repeated(first.post(path(plan, "/entry")), entries.at(0));
    check_repeated(first.post(path(plan, "/reservation")), reservations.at(0));
    CHECK(first.get(path(plan, "/result"), {{"If-None-Match", pending}}).status == 200);
    check_outcome(stage, plan, ask_everybody(stage, plan, entries));
    check_public_round(stage, plan);
    for (const auto& absent : {user_name(entered), std::string("stranger")}) {
        CHECK(stage.user(absent).get(path(plan, "/result")).json()["status"] == "not_entered");
    }
    check_audit_passes(stage.server, plan.round);
}

TEST_CASE("however often somebody presses, it is one entry, and one answer is the first") {
    Stage stage;
    const RoundPlan plan = plan_open_round("impatient", 2000);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});

    std::mutex mutex;
    std::multiset<int> statuses;
    std::set<std::string> times;
    for_each_of(64, [&](int) {
        const auto reply = stage.user("impatient").post(path(plan, "/entry"));
        const std::lock_guard lock(mutex);
        statuses.insert(reply.status);
        times.insert(reply.json()["received_at"]);
    });
    CHECK(statuses.count(201) == 1);
    CHECK(statuses.count(200) == 63);
    CHECK(times.size() == 1);
    CHECK(stage.count("SELECT count(*) FROM fairdraw.entries") == 1);
}

TEST_CASE("a round that nobody entered, one that all of its few entrants win, and one with a fixed number") {
    Stage stage;
    const RoundPlan nobody = plan_open_round("nobody", 3000);
    RoundPlan all = plan_open_round("all", 3000), count = plan_open_round("count", 3000);
    all.quota = "odds 1/1 floor";
    count.quota = "count 2";
    for (const auto& plan : {nobody, all, count}) announce(stage.operator_, plan);
    wait_for_state(stage.anyone, count.round, {"entering"});
    for (const auto& plan : {all, count}) everybody_posts(stage, plan, "/entry", 3);

    for (const auto& [plan, expected] : {std::pair{nobody, 0}, {all, 3}, {count, 2}}) {
        INFO(plan.round);
        wait_for_draw(stage.anyone, plan.round);
        CHECK(stage.anyone.get("/v1/rounds/" + plan.round).json()["counts"]["winners"] == expected);
        CHECK(evidence_lines(stage.anyone, plan.round, "winners.txt").size() ==
              static_cast<std::size_t>(expected));
        check_audit_passes(stage.server, plan.round);
    }
}

TEST_CASE("a round's evidence does not pass for another's, and an altered file is found out") {
    Stage stage;
    const RoundPlan plan = plan_open_round("watched", 2500);
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    everybody_posts(stage, plan, "/entry", 10);
    wait_for_draw(stage.anyone, plan.round);

    const TemporaryFolder folder;
    for (const std::string file : {"operator.vkey", "announcement.txt", "close.txt", "entries.txt",
                                   "disqualified.txt", "draw.txt", "winners.txt"}) {
        folder.write(file, stage.anyone.get(path(plan, "/evidence/") + file).body);
    }
    CHECK(run_fairdraw({"audit", folder.path().string()}).status.code == 0);

    auto listed = read_file(folder.path() / "entries.txt");
    folder.write("entries.txt", listed.substr(33));  // without the first line
    const auto failed = run_fairdraw({"audit", folder.path().string(), "--json"});
    CHECK(failed.status.code == 1);
    CHECK(Json::parse(failed.output)["verdict"] == "fail");

    std::filesystem::remove(folder.path() / "entries.txt");
    const auto unreadable = run_fairdraw({"audit", folder.path().string()});
    CHECK(unreadable.status.code == 2);
    CHECK((unreadable.output + unreadable.errors).find("entries.txt") != std::string::npos);
}

TEST_CASE(
    "an old round's partitions are dropped: its list is not found any more, and its winner keeps the "
    "coupon") {
    Stage stage;
    RoundPlan plan = plan_open_round("old", 2000);
    plan.quota = "odds 1/1 floor";
    announce(stage.operator_, plan);
    wait_for_state(stage.anyone, plan.round, {"entering"});
    REQUIRE(stage.user("user-1").post("/v1/rounds/old/entry").status == 201);
    wait_for_draw(stage.anyone, plan.round);
    for (const std::string table : {"entries", "reservations"}) {
        query(stage.database_url,
              "ALTER TABLE fairdraw." + table + " DETACH PARTITION fairdraw." + table + "_1");
        query(stage.database_url, "DROP TABLE fairdraw." + table + "_1");
    }
    CHECK(stage.anyone.get("/v1/rounds/old/evidence/entries.txt").code() == "NOT_FOUND");
    CHECK(stage.anyone.get("/v1/rounds/old/evidence/winners.txt").status == 200);
    const auto result = stage.user("user-1").get("/v1/rounds/old/result").json();
    CHECK(result["status"] == "won");
    CHECK(result["coupon"]["code"].is_string());
}
