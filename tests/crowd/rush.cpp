#include "rush.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "published.hpp"

namespace crowd {
namespace {

constexpr int64_t margin_ms = 100;  // nobody presses before the window is surely open

void check_answers(Rush& rush) {
    const auto fail = [&](std::string why) { rush.failures.push_back(std::move(why)); };
    for (const auto* tally : {&rush.grabs, &rush.results})
        if (tally->answered != tally->users)
            fail(fmt::format("{} users got no answer", tally->users - tally->answered));
    for (const auto& [code, count] : rush.grabs.refused)
        if (code != "SOLD_OUT") fail(fmt::format("{} times {}", count, code));
    for (const auto& [code, count] : rush.results.refused)
        fail(fmt::format("result: {} times {}", count, code));
    if (rush.given != std::min(rush.stock, rush.users))
        fail(fmt::format("{} of {} coupons were given to {} users", rush.given, rush.stock, rush.users));
}

// Each coupon went to one user, and is what the user's result says.
void check_coupons(Rush& rush, const std::vector<Told>& told) {
    std::set<std::string> codes;
    size_t holders = 0, contradicted = 0;
    for (const Told& user : told) {
        holders += !user.grabbed.empty();
        if (!user.grabbed.empty()) codes.insert(user.grabbed);
        contradicted +=
            user.coupon != user.grabbed || user.status != (user.grabbed.empty() ? "not_entered" : "won");
    }
    rush.given = codes.size();
    if (holders != codes.size())
        rush.failures.push_back(fmt::format("{} users have {} different coupons", holders, codes.size()));
    if (contradicted > 0)
        rush.failures.push_back(
            fmt::format("{} results contradict what the user was told before", contradicted));
}

}  // namespace

Rush take_part_in_rush(HttpCrowd& crowd, const People& people, const std::string& round_id, uint64_t seed,
                       std::vector<Told>& told) {
    Rush rush;
    rush.id = round_id;
    rush.users = people.count();
    told.assign(people.count(), Told{});
    const auto round = read_round(crowd, round_id);
    rush.stock = round.at("stock").get<size_t>();
    const auto window = window_of(round.at("enter"));
    // Three fifths of the window: the rest is for those whom a slow machine keeps waiting.
    const auto pressing_ms = std::max<int64_t>(1, (window.to_ms - window.from_ms - margin_ms) * 3 / 5);
    const auto opens_us =
        1000 * std::max<int64_t>(0, window.from_ms + margin_ms - local_unix_ms() - server_ahead_ms(round));
    auto moments_us = moments_as_people_press(people.count(), pressing_ms, seed);
    for (auto& moment : moments_us) moment += opens_us;
    rush.grabs = grab(crowd, people, {round_id, moments_us}, told);
    rush.results = ask_results(crowd, people, {round_id, moments_evenly(people.count(), 1000, seed)}, told);
    check_coupons(rush, told);
    check_answers(rush);
    const auto left = read_round(crowd, round_id).at("remaining").get<size_t>();
    if (left + rush.given != rush.stock) rush.failures.push_back(fmt::format("{} are said to remain", left));
    return rush;
}

}  // namespace crowd
