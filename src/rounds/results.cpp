#include "rounds/results.hpp"

#include <algorithm>
#include <pqxx/result>

#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

// About 60 MB a round. Rounds with more people are asked for in the database, user by user.
constexpr int most_people = 200'000;
constexpr std::size_t most_rounds = 4;

std::optional<Hash> hash_or_nothing(const pqxx::field& hex) {
    return hex.is_null() ? std::nullopt : hash_from_hex(hex.as<std::string>());
}

// The columns that find_result and list_results have in common.
Part part_of(const pqxx::row& row) {
    Part part;
    if (!row["reserved_at"].is_null()) part.reserved_at = UnixMs{row["reserved_at"].as<std::int64_t>()};
    if (!row["tag"].is_null())
        part.entry = {UnixMs{row["received_at"].as<std::int64_t>()},
                      tag_from_hex(row["tag"].as<std::string>()).value()};
    part.disqualified = row["disqualified"].as<bool>();
    if (!row["rank"].is_null()) part.rank = row["rank"].as<std::int64_t>();
    if (!row["code"].is_null())
        part.coupon = {row["code"].as<std::string>(), UnixMs{row["issued_at"].as<std::int64_t>()}};
    return part;
}

}  // namespace

Result Results::find(const Round& round, const std::string& user) {
    if (const auto outcome = remembered(round.number); outcome && outcome->is_whole) {
        const auto found = outcome->parts.find(user);
        return {outcome->fate, found == outcome->parts.end() ? Part{} : found->second};
    }
    const auto row = serving_.borrow()->read(sql::find_result, {sql_value(round.number), user})[0];
    Result result{
        {row["state"].as<std::string>(), hash_or_nothing(row["seed"]), hash_or_nothing(row["cutoff"])},
        part_of(row),
        row["due_in_ms"].as<std::int64_t>()};
    if (result.fate.is_final()) remember(round.number, result.fate);
    return result;
}

Results::OutcomePtr Results::remembered(RoundNumber round) {
    const std::lock_guard lock{mutex_};
    const auto found =
        std::ranges::find(outcomes_, round, [](const auto& outcome) { return outcome->round; });
    if (found == outcomes_.end()) return nullptr;
    outcomes_.splice(outcomes_.begin(), outcomes_, found);
    return outcomes_.front();
}

// Whoever is first reads; the others meanwhile ask for their own part only.
void Results::remember(RoundNumber round, const Fate& fate) {
    {
        const std::lock_guard lock{mutex_};
        const bool known = std::ranges::any_of(outcomes_, [&](const auto& o) { return o->round == round; });
        if (known || !being_read_.insert(round).second) return;
    }
    OutcomePtr outcome;
    try {
        outcome = read(round, fate);
    } catch (...) {
        const std::lock_guard lock{mutex_};
        being_read_.erase(round);
        throw;
    }
    const std::lock_guard lock{mutex_};
    being_read_.erase(round);
    outcomes_.push_front(std::move(outcome));
    if (outcomes_.size() > most_rounds) outcomes_.pop_back();
}

Results::OutcomePtr Results::read(RoundNumber round, const Fate& fate) {
    auto outcome = std::make_shared<Outcome>(Outcome{round, fate, {}, false});
    const auto rows = serving_.borrow()->read(sql::list_results, {sql_value(round), most_people + 1});
    if (rows.size() > most_people) return outcome;
    outcome->parts.reserve(rows.size());
    for (const auto& row : rows) outcome->parts.emplace(row["user_id"].as<std::string>(), part_of(row));
    outcome->is_whole = true;
    return outcome;
}

}  // namespace fairdraw::rounds
