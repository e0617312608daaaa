// Is the draw in PostgreSQL fair? Thousands of draws with fixed seeds by the production statement, and the
// same statistics on three planted biases, which they must catch (fairness/statistics.hpp). Users arrive in
// another order in every round, so that users, places in the order of arrival and places in the published
// list are different things.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <numeric>
#include <pqxx/result>
#include <random>

#include "fairness/report.hpp"
#include "fairness/statistics.hpp"
#include "integration/rounds_database.hpp"
#include "rounds/sql_draw.hpp"
#include "rounds/trial_draw.hpp"
#include "sql/rounds_sql.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

constexpr std::size_t entries = 60;
constexpr std::size_t winners = 12;
constexpr std::size_t rounds_of_each = 10;
constexpr std::size_t draws_a_round = 250;
constexpr fairness::Trials trials{entries, winners, rounds_of_each* draws_a_round};

struct Wins {
    std::vector<std::uint64_t> by_user = std::vector<std::uint64_t>(entries);
    std::vector<std::uint64_t> by_arrival = std::vector<std::uint64_t>(entries);
    std::vector<std::uint64_t> by_place_in_list = std::vector<std::uint64_t>(entries);
    std::vector<std::uint64_t> both_of_pair =
        std::vector<std::uint64_t>(entries / 2);  // users 0 and 1, 2 and 3, ...
};

// $1 round number: who won, as (number of the user, place of arrival, place in the list).
constexpr postgres::Statement places_of_winners{
    "places_of_winners",
    "WITH placed AS (SELECT user_id, tag, row_number() OVER (ORDER BY received_at) - 1 AS arrival, "
    "row_number() OVER (ORDER BY tag) - 1 AS place "
    "FROM fairdraw.entries WHERE round_no = $1) "
    "SELECT placed.user_id::integer, arrival, place FROM placed JOIN fairdraw.winners w USING (tag) WHERE "
    "w.round_no = $1"};

// Draws many rounds `draw` by `draw` (round, number of the draw), and takes each back.
template <class Draw>
Wins count_wins(const Draw& draw) {
    RoundsDatabase database;
    std::mt19937 shuffle{2026};
    std::vector<int> order(entries);
    std::iota(order.begin(), order.end(), 0);
    Wins wins;
    for (std::size_t r = 0; r < rounds_of_each; ++r) {
        std::shuffle(order.begin(), order.end(), shuffle);
        std::vector<std::string> users;
        for (const int user : order) users.push_back(std::to_string(user));
        const auto round = database.announce("fair-" + std::to_string(r));
        database.query("UPDATE fairdraw.round_secrets SET tag_key = sha256('" + std::to_string(r) +
                       "') WHERE round_no = " + std::to_string(rounds::sql_value(round)));
        database.enter(round, users);
        for (std::size_t d = 0; d < draws_a_round; ++d) {
            postgres::Transaction transaction{database.keeper, postgres::Step{"test"}};
            draw(transaction, round, r * draws_a_round + d);
            std::vector<bool> won(entries);
            for (const auto& row : transaction.run(places_of_winners, {rounds::sql_value(round)})) {
                won[row[0].as<std::size_t>()] = true;
                ++wins.by_user[row[0].as<std::size_t>()];
                ++wins.by_arrival[row[1].as<std::size_t>()];
                ++wins.by_place_in_list[row[2].as<std::size_t>()];
            }
            for (std::size_t pair = 0; pair < entries / 2; ++pair)
                wins.both_of_pair[pair] += won[2 * pair] && won[2 * pair + 1];
        }
    }
    return wins;
}

Hash fixed_hash(std::size_t number) {
    Hash hash{};
    for (std::size_t i = 0; i < 8; ++i) hash[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return hash;
}

// A draw that is not the protocol's: `order` ranks the entries of round $1 under seed $2.
Wins count_wins_by(const postgres::Statement& crooked) {
    return count_wins([&](postgres::Transaction& transaction, rounds::RoundNumber round, std::size_t number) {
        const auto seed = fixed_hash(number);
        transaction.run(crooked,
                        {rounds::sql_value(round), ByteView{seed}, static_cast<std::int64_t>(winners)});
    });
}

}  // namespace

TEST_CASE("the production draw favours no user, no time of arrival, no place in the list, and no pair") {
    const auto wins =
        count_wins([](postgres::Transaction& transaction, rounds::RoundNumber round, std::size_t number) {
            rounds::draw_in_database(transaction, round, fixed_hash(number), Hash{1}, std::nullopt,
                                     Odds{1, 5, Odds::Rounding::stochastic}, entries);
        });
    CHECK(std::accumulate(wins.by_user.begin(), wins.by_user.end(), std::uint64_t{0}) ==
          trials.winners * trials.draws);
    CHECK(fairness::of_places(wins.by_user, trials).looks_fair());
    CHECK(fairness::of_places(wins.by_arrival, trials).looks_fair());
    CHECK(fairness::of_places(wins.by_place_in_list, trials).looks_fair());
    CHECK(fairness::of_pairs(wins.both_of_pair, trials).looks_fair());
}

TEST_CASE("a draw on trial is the library's, on entries of nobody, and leaves nothing behind") {
    const auto url = PostgresCluster::shared().create_database();
    postgres::Connection owner{{.url = url, .role = {}}};
    const auto fresh = [number = std::uint8_t{0}]() mutable { return Hash{++number}; };
    for (const Quota rule : {fairness::rule(), Quota{FixedCount{0}}, Quota{FixedCount{1000}}}) {
        const auto round = fairness::make_round(300, rule, fresh);
        const auto drawn =
            rounds::draw_on_trial(owner, fairness::tags_as_they_came(round), round.close, round.secret, rule);
        CHECK(fairness::users_of(round, drawn) == fairness::library_draw(round));
    }
    for (const std::string table : {"entries", "winners", "rounds", "coupons"})
        CHECK(query_value(url, "SELECT count(*) FROM fairdraw." + table) == "0");
    CHECK(query_value(
              url, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'fairdraw.entries'::regclass") == "0");
}

TEST_CASE("the same statistics catch a draw that favours who came early") {
    static constexpr postgres::Statement early{
        "early",
        "INSERT INTO fairdraw.winners SELECT $1, row_number() OVER (), user_id, tag, '' FROM (SELECT "
        "user_id, tag, "
        "sha256($2::bytea || tag) AS ticket, row_number() OVER (ORDER BY received_at) AS arrival FROM "
        "fairdraw.entries WHERE round_no = $1) e "
        "ORDER BY get_byte(ticket, 0) + CASE WHEN arrival <= 30 THEN 0 ELSE 64 END, ticket LIMIT $3"};
    const auto wins = count_wins_by(early);
    CHECK(fairness::of_places(wins.by_arrival, trials).is_unfair());
}

TEST_CASE("the same statistics catch tickets cut to one byte modulo 100, of which those below 20 win") {
    static constexpr postgres::Statement cut{
        "cut",
        "INSERT INTO fairdraw.winners SELECT $1, row_number() OVER (), user_id, tag, '' FROM "
        "fairdraw.entries "
        "WHERE round_no = $1 AND get_byte(sha256($2::bytea || tag), 0) % 100 < 20 AND $3::bigint > 0"};
    CHECK(fairness::of_places(count_wins_by(cut).by_user, trials).is_unfair());
}

TEST_CASE("the same statistics catch a draw that forgets whoever came last") {
    static constexpr postgres::Statement forgetful{
        "forgetful",
        "INSERT INTO fairdraw.winners SELECT $1, row_number() OVER (), user_id, tag, '' FROM "
        "fairdraw.entries WHERE round_no = $1 "
        "AND received_at < (SELECT max(received_at) FROM fairdraw.entries WHERE round_no = $1) ORDER BY "
        "sha256($2::bytea || tag), tag LIMIT $3"};
    CHECK(fairness::of_places(count_wins_by(forgetful).by_arrival, trials).is_unfair());
}
