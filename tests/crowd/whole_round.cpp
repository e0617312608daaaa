#include "whole_round.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

#include "published.hpp"

namespace crowd {
namespace {

using Json = nlohmann::json;

constexpr int64_t margin_ms = 100;  // nobody presses before a window is surely open

struct Plan {
    std::optional<Window> reserve;
    Window enter;
    std::string quota;
    int64_t server_ahead_ms;  // of this machine's clock

    int64_t from_now_us(int64_t moment_ms) const {
        return std::max<int64_t>(0, moment_ms - local_unix_ms() - server_ahead_ms) * 1000;
    }
};

Plan read_plan(HttpCrowd& crowd, const std::string& round_id) {
    const Json round = read_round(crowd, round_id);
    Plan plan{};
    if (!round.at("reserve").is_null()) plan.reserve = window_of(round["reserve"]);
    plan.enter = window_of(round.at("enter"));
    plan.quota = round.at("quota").get<std::string>();
    plan.server_ahead_ms = server_ahead_ms(round);
    return plan;
}

std::vector<int64_t> later(std::vector<int64_t> moments_us, int64_t by_us) {
    for (auto& moment : moments_us) moment += by_us;
    return moments_us;
}

// Three fifths of the window: the rest is for those whom a slow machine keeps waiting.
int64_t pressing_ms(const Window& window) {
    return std::max<int64_t>(1, (window.to_ms - window.from_ms - margin_ms) * 3 / 5);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::string line_after(const std::string& text, const std::string& name) {
    for (const auto& line : lines_of(text))
        if (line.starts_with(name + " ")) return line.substr(name.size() + 1);
    return {};
}

void check_answers(Round& round, const std::string& step, const Tally& tally) {
    if (tally.answered != tally.users)
        round.failures.push_back(
            fmt::format("{}: {} users got no answer", step, tally.users - tally.answered));
    for (const auto& [code, count] : tally.refused)
        round.failures.push_back(fmt::format("{}: {} times {}", step, count, code));
}

std::set<std::string> evidence_lines(HttpCrowd& crowd, Round& round, const std::string& file) {
    const Answer answer = crowd.get("/v1/rounds/" + round.id + "/evidence/" + file);
    if (answer.status != 200) round.failures.push_back(fmt::format("{}: HTTP {}", file, answer.status));
    const auto lines = lines_of(answer.status == 200 ? answer.body : "");
    return {lines.begin(), lines.end()};
}

void check_entries(HttpCrowd& crowd, Round& round, const std::vector<Told>& told) {
    const auto listed = evidence_lines(crowd, round, "entries.txt");
    for (const Told& user : told) {
        if (user.tag.empty()) continue;
        ++round.acknowledged;
        if (!listed.contains(user.tag)) ++round.missing;
    }
    if (round.missing > 0)
        round.failures.push_back(
            fmt::format("{} acknowledged entries are not in entries.txt", round.missing));
    if (listed.size() != round.acknowledged - round.missing)
        round.failures.push_back(
            fmt::format("entries.txt lists {}, {} were acknowledged", listed.size(), round.acknowledged));
}

// Every user's result agrees with the answer to the entry, and exactly the listed winners have a coupon, each
// its own.
void check_results(HttpCrowd& crowd, Round& round, const std::vector<Told>& told, const std::string& quota) {
    const auto winners = evidence_lines(crowd, round, "winners.txt");
    std::set<std::string> winning_tags, coupons;
    size_t contradicted = 0;
    for (const Told& user : told) {
        const bool won = user.status == "won";
        if (won) winning_tags.insert(user.tag);
        if (!user.coupon.empty()) coupons.insert(user.coupon);
        if (user.result_tag != user.tag || user.result_received_at != user.received_at ||
            won == user.coupon.empty() || (!won && user.status != "lost"))
            ++contradicted;
    }
    round.won = winning_tags.size();
    if (contradicted > 0)
        round.failures.push_back(
            fmt::format("{} results contradict what the user was told before", contradicted));
    if (winning_tags != winners)
        round.failures.push_back("those who were told that they won are not winners.txt");
    if (coupons.size() != round.won)
        round.failures.push_back(
            fmt::format("{} different coupons for {} winners", coupons.size(), round.won));
    const auto allowed = winners_by(quota, round.acknowledged);
    if (allowed && (round.won < allowed->first || round.won > allowed->second))
        round.failures.push_back(fmt::format("{} won, by the rule it must be {}", round.won, allowed->first));
}

void read_times(HttpCrowd& crowd, Round& round) {
    const std::string evidence = "/v1/rounds/" + round.id + "/evidence/";
    const std::string closed = line_after(crowd.get(evidence + "close.txt").body, "closed");
    const std::string drawn = line_after(crowd.get(evidence + "draw.txt").body, "drawn");
    if (!closed.empty() && !drawn.empty()) round.draw_ms = unix_ms(drawn) - unix_ms(closed);
}

}  // namespace

Round take_part(HttpCrowd& crowd, const People& people, const std::string& round_id, uint64_t seed,
                std::vector<Told>& told) {
    Round round;
    round.id = round_id;
    round.users = people.count();
    told.assign(people.count(), Told{});
    const Plan plan = read_plan(crowd, round_id);

    if (plan.reserve) {
        const auto moments = moments_evenly(people.count(), pressing_ms(*plan.reserve), seed);
        const int64_t opens_us = plan.from_now_us(plan.reserve->from_ms + margin_ms);
        round.reserve = reserve(crowd, people, {round_id, later(moments, opens_us)}, told);
        check_answers(round, "reservation", round.reserve);
    }
    const auto moments = moments_as_people_press(people.count(), pressing_ms(plan.enter), seed + 1);
    const int64_t opens_us = plan.from_now_us(plan.enter.from_ms + margin_ms);
    round.enter = enter(crowd, people, {round_id, later(moments, opens_us)}, told);
    check_answers(round, "entry", round.enter);

    Step asking{round_id, {}};
    for (const Told& user : told) {
        const int64_t due_ms = user.draw_due_at.empty() ? plan.enter.to_ms : unix_ms(user.draw_due_at);
        asking.moments_us.push_back(plan.from_now_us(due_ms));
    }
    round.results = ask_results(crowd, people, asking, told);
    round.everybody_knew_ms = local_unix_ms() + plan.server_ahead_ms - plan.enter.to_ms;
    check_answers(round, "result", round.results);

    check_entries(crowd, round, told);
    check_results(crowd, round, told, plan.quota);
    read_times(crowd, round);
    return round;
}

std::optional<std::pair<size_t, size_t>> winners_by(const std::string& quota, size_t entries) {
    size_t a = 0, b = 0;
    char rounding[16] = "";
    if (std::sscanf(quota.c_str(), "odds %zu/%zu %15s", &a, &b, rounding) == 3 && b > 0) {
        const size_t fewest = entries * a / b;
        const bool may_be_more = std::string(rounding) == "stochastic" && entries * a % b != 0;
        return std::pair{fewest, fewest + (may_be_more ? 1 : 0)};
    }
    if (std::sscanf(quota.c_str(), "count %zu", &a) == 1)
        return std::pair{std::min(a, entries), std::min(a, entries)};
    return std::nullopt;
}

}  // namespace crowd
