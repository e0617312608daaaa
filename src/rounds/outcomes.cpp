#include "rounds/outcomes.hpp"

#include <algorithm>
#include <pqxx/result>
#include <unordered_map>

#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

// About 60 MB a round. Rounds with more people are asked for in the database, user by user.
constexpr int most_people = 100'000;
constexpr std::size_t most_rounds = 4;

using Parts = std::unordered_map<std::string, Part>;

// Nothing when they are too many. Table by table and put together here: what is known about a new round's
// part of each table is too little for the database to plan a join of them well.
std::optional<Parts> read_parts(RoundNumber round, postgres::Connection& connection) {
    Parts parts;
    const auto too_many = [&](const postgres::Statement& list, const auto& note) {
        const auto rows = connection.read(list, {sql_value(round), most_people + 1});
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
        part.coupon = {row[1].as<std::string>(), ms(row[2]), {}, {}};
        if (!row[3].is_null()) part.coupon->expires_at = ms(row[3]);
        if (!row[4].is_null()) part.coupon->template_id = row[4].as<std::string>();
    };
    if (too_many(sql::list_reservations, note_reservation) || too_many(sql::list_entries, note_entry) ||
        too_many(sql::list_winners, note_rank) || too_many(sql::list_coupons, note_coupon))
        return std::nullopt;
    for (const auto& row : connection.read(sql::list_disqualified, {sql_value(round)}))
        parts[row[0].as<std::string>()].disqualified = true;
    return parts;
}

}  // namespace

struct Outcomes::Outcome {
    RoundNumber round;
    Result of_others;                                 // who took no part
    std::unordered_map<std::string, Result> results;  // of who did
    bool is_whole;                                    // or these are too many to be held
};

std::optional<Result> Outcomes::find(RoundNumber round, const std::string& user) {
    OutcomePtr outcome;
    {
        const std::lock_guard lock{mutex_};
        const auto found = std::ranges::find(outcomes_, round, [](const auto& held) { return held->round; });
        if (found == outcomes_.end()) return std::nullopt;
        outcomes_.splice(outcomes_.begin(), outcomes_, found);
        outcome = outcomes_.front();
    }
    if (!outcome->is_whole) return std::nullopt;
    const auto result = outcome->results.find(user);
    return result == outcome->results.end() ? outcome->of_others : result->second;
}

void Outcomes::remember(const Round& round, const Fate& fate, postgres::Connection& connection) {
    {
        const std::lock_guard lock{mutex_};
        const bool known =
            std::ranges::any_of(outcomes_, [&](const auto& o) { return o->round == round.number; });
        if (known || !being_read_.insert(round.number).second) return;
    }
    OutcomePtr outcome;
    try {
        outcome = read(round, fate, connection);
    } catch (...) {
        const std::lock_guard lock{mutex_};
        being_read_.erase(round.number);
        throw;
    }
    const std::lock_guard lock{mutex_};
    being_read_.erase(round.number);
    outcomes_.push_front(std::move(outcome));
    if (outcomes_.size() > most_rounds) outcomes_.pop_back();
}

Outcomes::OutcomePtr Outcomes::read(const Round& round, const Fate& fate, postgres::Connection& connection) {
    const auto result = [&](const Part& part) { return result_of(round.id, fate, part, 0); };
    const auto parts = read_parts(round.number, connection);
    auto outcome = std::make_shared<Outcome>(Outcome{round.number, result({}), {}, parts.has_value()});
    if (parts)
        for (const auto& [user, part] : *parts) outcome->results.emplace(user, result(part));
    return outcome;
}

}  // namespace fairdraw::rounds
