#include "summary.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace crowd {

using Json = nlohmann::json;

Json to_json(const Tally& tally) {
    return {{"users", tally.users},
            {"answered", tally.answered},
            {"repeated", tally.repeated},
            {"pending", tally.pending},
            {"overloaded", tally.overloaded},
            {"connection_errors", tally.connection_errors},
            {"refused", tally.refused},
            {"all_ms", tally.all_ms},
            {"p50_ms", tally.latency_ms(0.5)},
            {"p99_ms", tally.latency_ms(0.99)},
            {"max_ms", tally.latency_ms(1)}};
}

Json to_json(const Round& round) {
    return {{"round", round.id},
            {"users", round.users},
            {"acknowledged", round.acknowledged},
            {"missing", round.missing},
            {"won", round.won},
            {"draw_ms", round.draw_ms},
            {"everybody_knew_ms", round.everybody_knew_ms},
            {"reserve", to_json(round.reserve)},
            {"enter", to_json(round.enter)},
            {"results", to_json(round.results)},
            {"failures", round.failures}};
}

Json to_json(const Rush& rush) {
    return {{"round", rush.id},         {"users", rush.users},          {"stock", rush.stock},
            {"given", rush.given},      {"grabs", to_json(rush.grabs)}, {"results", to_json(rush.results)},
            {"failures", rush.failures}};
}

namespace {

bool is_rush(const Json& round) {
    return round.contains("grabs");
}

std::string table_of_rushes(const std::vector<Json>& rounds) {
    std::string text = fmt::format("\n{:>7}  {:>7}  {:>7}  {:>24}  {:>9}  {:>19}\n", "users", "coupons",
                                   "given", "told that all is gone", "grab p99", "all answered after");
    for (const Json& round : rounds) {
        const auto& grabs = round.at("grabs");
        text += fmt::format("{:>7}  {:>7}  {:>7}  {:>24}  {:>6.0f} ms  {:>16} ms\n",
                            round.at("users").get<size_t>(), round.at("stock").get<size_t>(),
                            round.at("given").get<size_t>(), grabs.at("refused").value("SOLD_OUT", size_t{0}),
                            grabs.at("p99_ms").get<double>(), grabs.at("all_ms").get<int64_t>());
    }
    return text;
}

}  // namespace

std::string table(const std::vector<Json>& rounds) {
    std::string text =
        fmt::format("{:>7}  {:>7}  {:>7}  {:>24}  {:>16}  {:>9}  {:>19}\n", "users", "won", "share",
                    "acknowledged but missing", "time of the draw", "entry p99", "everybody knew after");
    std::vector<Json> rushes;
    for (const Json& round : rounds) {
        if (is_rush(round)) {
            rushes.push_back(round);
            continue;
        }
        const auto users = round.at("users").get<size_t>();
        const auto won = round.at("won").get<size_t>();
        const double share = users == 0 ? 0 : 100.0 * static_cast<double>(won) / static_cast<double>(users);
        text += fmt::format("{:>7}  {:>7}  {:>6.2f}%  {:>24}  {:>13} ms  {:>6.0f} ms  {:>17} ms\n", users,
                            won, share, round.at("missing").get<size_t>(), round.at("draw_ms").get<int64_t>(),
                            round.at("enter").at("p99_ms").get<double>(),
                            round.at("everybody_knew_ms").get<int64_t>());
    }
    if (!rushes.empty()) text += table_of_rushes(rushes);
    for (const Json& round : rounds)
        for (const Json& failure : round.at("failures"))
            text += fmt::format("{}: {}\n", round.at("round").get<std::string>(), failure.get<std::string>());
    return text;
}

void write_told(const std::string& path, const People& people, const std::vector<Told>& told) {
    std::ofstream file(path);
    for (size_t user = 0; user < told.size(); ++user) {
        const Told& each = told[user];
        const Json line = {{"user", people.subject(user)},
                           {"tag", each.tag},
                           {"received_at", each.received_at},
                           {"status", each.status},
                           {"coupon", each.coupon}};
        file << line.dump() << '\n';
    }
    file.close();
    if (!file) throw std::runtime_error("cannot write " + path);
}

}  // namespace crowd
