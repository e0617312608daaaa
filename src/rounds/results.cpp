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

Part part_of(const pqxx::row& row) {
    Part part;
    if (!row["reserved_at"].is_null()) part.reserved_at = UnixMs{row["reserved_at"].as<std::int64_t>()};
    if (!row["received_at"].is_null()) part.received_at = UnixMs{row["received_at"].as<std::int64_t>()};
    if (!row["tag"].is_null()) part.tag = tag_from_hex(row["tag"].as<std::string>()).value();
    part.disqualified = row["disqualified"].as<bool>();
    if (!row["rank"].is_null()) part.rank = row["rank"].as<std::int64_t>();
    if (!row["code"].is_null())
        part.coupon = {row["code"].as<std::string>(), UnixMs{row["issued_at"].as<std::int64_t>()}};
    return part;
}

}  // namespace

Result Results::find(const Round& round, const std::string& user) {
    if (auto known = remembered(round, user)) return std::move(*known);
    const auto row = serving_.borrow()->read(sql::find_result, {sql_value(round.number), user})[0];
    Result result{
        {row["state"].as<std::string>(), hash_or_nothing(row["seed"]), hash_or_nothing(row["cutoff"])},
        part_of(row),
        row["due_in_ms"].as<std::int64_t>()};
    if (result.fate.is_final()) remember(round.number, result.fate);
    return result;
}

std::optional<Result> Results::remembered(const Round& round, const std::string& user) {
    const auto outcome = outcome_of(round.number);
    if (!outcome || !outcome->is_whole) return std::nullopt;
    const auto found = outcome->parts.find(user);
    return Result{outcome->fate, found == outcome->parts.end() ? Part{} : found->second};
}

Results::OutcomePtr Results::outcome_of(RoundNumber round) {
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

// Table by table and put together here: what is known about a new round's part of each table is too little
// for the database to plan a join of them well.
Results::OutcomePtr Results::read(RoundNumber round, const Fate& fate) {
    auto outcome = std::make_shared<Outcome>(Outcome{round, fate, {}, false});
    auto& parts = outcome->parts;
    const auto connection = serving_.borrow();
    const auto too_many = [&](const postgres::Statement& list, const auto& note) {
        const auto rows = connection->read(list, {sql_value(round), most_people + 1});
        for (const auto& row : rows) note(parts[row[0].template as<std::string>()], row);
        return parts.size() > most_people;
    };
    const auto ms = [](const pqxx::field& field) { return UnixMs{field.as<std::int64_t>()}; };
    const auto note_reservation = [&](Part& part, const pqxx::row& row) { part.reserved_at = ms(row[1]); };
    const auto note_entry = [&](Part& part, const pqxx::row& row) {
        part.received_at = ms(row[1]);
        part.tag = tag_from_hex(row[2].as<std::string>()).value();
    };
    const auto note_rank = [](Part& part, const pqxx::row& row) {
        part.rank = row[1].as<std::int64_t>();
        part.tag = tag_from_hex(row[2].as<std::string>()).value();
    };
    const auto note_coupon = [&](Part& part, const pqxx::row& row) {
        part.coupon = {row[1].as<std::string>(), ms(row[2])};
    };
    if (too_many(sql::list_reservations, note_reservation) || too_many(sql::list_entries, note_entry) ||
        too_many(sql::list_winners, note_rank) || too_many(sql::list_coupons, note_coupon)) {
        parts = {};
        return outcome;
    }
    for (const auto& row : connection->read(sql::list_disqualified, {sql_value(round)}))
        parts[row[0].as<std::string>()].disqualified = true;
    outcome->is_whole = true;
    return outcome;
}

}  // namespace fairdraw::rounds
