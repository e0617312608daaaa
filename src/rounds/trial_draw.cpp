#include "rounds/trial_draw.hpp"

#include <pqxx/result>

#include "rounds/sql_draw.hpp"
#include "rounds/tag_list.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

// No round has it: numbers are given from 1.
constexpr RoundNumber no_round{-1};

}  // namespace

std::vector<Tag> draw_on_trial(postgres::Connection& connection, const std::vector<Tag>& tags,
                               const Hash& close_hash, const Hash& secret, const Quota& quota) {
    std::vector<std::string> recorded;
    for (const Tag& tag : tags) recorded.push_back("\\x" + to_hex(tag));

    postgres::Transaction rolled_back{connection, postgres::Step{"trial"}};
    const auto run = [&](const postgres::Statement& statement, postgres::Parameters parameters) {
        return rolled_back.run(statement, parameters);
    };
    run(sql::make_partitions, {sql_value(no_round)});
    run(sql::insert_trial_entries, {sql_value(no_round), recorded});
    draw_in_database(rolled_back, no_round, close_hash, secret, std::nullopt, quota,
                     static_cast<std::int64_t>(tags.size()));
    std::vector<Tag> winners;
    for_each_winner(run, no_round, [&](const Tag& tag) { winners.push_back(tag); });
    return winners;
}

}  // namespace fairdraw::rounds
