#include "functional/crash_story.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "functional/crash_points.hpp"
#include "support/wait_until.hpp"

namespace fairdraw::testing {

namespace {

constexpr int users = 12;
constexpr int cheat = 11;
// Six stories are told at once: enough for all of them to be heard on a busy machine.
constexpr int window_ms = 2500;
// The window in which the service dies is long enough for it to be started again and asked again.
constexpr int window_with_a_death_ms = 8000;

const char* const campaign = R"({"campaign": "far", "first_day": "2999-01-01"})";
const char* const reason = R"({"reason": "robot"})";

int window_for(const std::string& point, const char* step) {
    return point.starts_with(step) ? window_with_a_death_ms : window_ms;
}

}  // namespace

CrashStory::CrashStory(const std::string& point, Cast cast) : point_(point), stage_(armed(point)) {
    if (cast == Cast::with_survivor) {
        ServerSettings settings;
        settings.database_url = stage_.database_url;
        survivor_ = std::make_unique<FairdrawServer>(settings);
    }
}

void CrashStory::go_on_after_the_kill() {
    const auto status = stage_.server.wait();
    if (status.signal != SIGKILL) throw std::runtime_error("it ended otherwise: " + stage_.server.log());
    ++deaths_;
    if (!survivor_) stage_.server.restart();
}

ApiReply CrashStory::persist(const std::function<ApiReply(const FairdrawServer&)>& ask) {
    try {
        return ask(living());
    } catch (const NoAnswer&) {
        go_on_after_the_kill();
        return ask(living());
    }
}

// All at once, so that the kill finds many of them waiting for one commit.
std::map<int, ApiReply> CrashStory::everybody_posts(const std::string& path, int count) {
    std::mutex mutex;
    std::map<int, ApiReply> answers;
    const auto post = [&](int i) {
        try {
            auto reply = living().user(user_name(i)).post(path);
            const std::lock_guard lock(mutex);
            answers.emplace(i, std::move(reply));
        } catch (const NoAnswer&) {
        }
    };
    for_each_of(count, post, 4);
    if (static_cast<int>(answers.size()) < count) {
        go_on_after_the_kill();
        for_each_of(
            count,
            [&](int i) {
                if (!answers.contains(i)) post(i);
            },
            1);
    }
    return answers;
}

std::string CrashStory::await_state(const std::vector<std::string>& states) {
    const auto wait = [&] {
        ApiClient client = living().anyone();
        return wait_for_state(client, plan_.round, states);
    };
    try {
        return wait();
    } catch (const NoAnswer&) {
        go_on_after_the_kill();
        return wait();
    }
}

void CrashStory::operate() {
    const auto post = [&](const char* path, const char* body) {
        const auto reply =
            persist([&](const FairdrawServer& server) { return server.operator_client().post(path, body); });
        CHECK((reply.status == 200 || reply.status == 201));
    };
    const auto disqualification = "/v1/rounds/far-away/disqualifications/somebody";
    post("/v1/campaigns", campaign);
    post("/v1/campaigns/far/stop", "");
    const auto from_ms = now_ms() + 300 * 86'400'000LL;
    const RoundPlan far_away{"far-away", std::nullopt, {from_ms, from_ms + 60'000}};
    post("/v1/rounds", far_away.json().c_str());
    persist(
        [&](const FairdrawServer& server) { return server.operator_client().put(disqualification, reason); });
    persist([&](const FairdrawServer& server) { return server.operator_client().del(disqualification); });
    post("/v1/rounds/far-away/void", R"({"reason": "never meant"})");
}

void CrashStory::take_part() {
    plan_ =
        plan_round("story", window_for(point_, "record_reservations"), window_for(point_, "record_entries"));
    ApiClient operator_ = living().operator_client();
    announce(operator_, plan_);
    await_state({"reserving"});
    const auto reservations = everybody_posts("/v1/rounds/story/reservation", users);
    for (const auto& [i, reply] : reservations) CHECK((reply.status == 200 || reply.status == 201));
    living().operator_client().put("/v1/rounds/story/disqualifications/" + user_name(cheat), reason);
    await_state({"entering"});
    entries_ = everybody_posts("/v1/rounds/story/entry", users);
    for (const auto& [i, reply] : entries_) CHECK((reply.status == 200 || reply.status == 201));
}

// The other instance sleeps while the round ends, and wakes up when the first is dead.
void CrashStory::let_only_the_armed_one_end_the_round() {
    survivor_->kill(SIGSTOP);
    go_on_after_the_kill();
    survivor_->kill(SIGCONT);
}

void CrashStory::tell() {
    operate();
    take_part();
    if (survivor_ && !deaths_) let_only_the_armed_one_end_the_round();
    await_state({"drawn"});
}

void CrashStory::check_round() {
    ApiClient client = living().anyone();
    std::set<std::string> acknowledged;
    for (const auto& [i, reply] : entries_) {
        if (i != cheat) acknowledged.insert(reply.json()["tag"]);
    }
    const auto listed = evidence_lines(client, "story", "entries.txt");
    CHECK(listed == std::vector<std::string>(acknowledged.begin(), acknowledged.end()));
    const std::string out = entries_.at(cheat).json()["tag"];
    CHECK(evidence_lines(client, "story", "disqualified.txt") == std::vector<std::string>{out + " robot"});

    const auto published =
        query(stage_.database_url,
              "SELECT p.kind, count(*) FROM fairdraw.publications p JOIN fairdraw.rounds USING (round_no) "
              "WHERE round_id = 'story' GROUP BY p.kind ORDER BY p.kind");
    CHECK(published == Rows{{"announcement", "1"}, {"close", "1"}, {"draw", "1"}});
    const auto winners = evidence_lines(client, "story", "winners.txt").size();
    CHECK(stage_.count("SELECT count(*) FROM fairdraw.winners") == static_cast<int>(winners));
    CHECK(stage_.count("SELECT count(*) FROM fairdraw.coupons") == static_cast<int>(winners));
    CHECK((winners == 2 || winners == 3));  // a fifth of 11
    check_audit_passes(living(), "story");
}

void CrashStory::check_answers_stay() {
    for (const auto& [i, first] : entries_) {
        const auto again = living().user(user_name(i)).post("/v1/rounds/story/entry");
        CHECK(again.status == 200);
        CHECK(again.json()["tag"] == first.json()["tag"]);
        CHECK(again.json()["received_at"] == first.json()["received_at"]);
    }
}

void CrashStory::check_what_the_operator_did() {
    CHECK(living().anyone().get("/v1/rounds/far-away").json()["state"] == "void");
    CHECK(stage_.count("SELECT count(*) FROM fairdraw.rounds") == 2);
    CHECK(stage_.count("SELECT count(*) FROM fairdraw.publications WHERE kind = 'void'") == 1);
    CHECK(stage_.count("SELECT count(*) FROM fairdraw.disqualifications") == 1);
    CHECK(stage_.count("SELECT count(*) FROM fairdraw.campaigns WHERE stopped_at IS NOT NULL") == 1);
    // What is done once is recorded once.
    for (const char* action : {"create_campaign", "stop_campaign", "void"}) {
        const auto recorded =
            std::string("SELECT count(*) FROM fairdraw.actions WHERE action = '") + action + "'";
        CHECK(stage_.count(recorded) == 1);
    }
    check_audit_passes(living(), "far-away");
}

void CrashStory::check() {
    CHECK(deaths_ == 1);  // otherwise the point was never reached
    check_round();
    check_answers_stay();
    check_what_the_operator_did();
}

}  // namespace fairdraw::testing
