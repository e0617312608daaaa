#include "rounds/sql_draw.hpp"

#include <pqxx/result>
#include <stdexcept>

#include "rounds/ticket_bound.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

SqlDraw decide(postgres::Transaction& transaction, const Hash& close_hash, const Hash& secret,
               const std::optional<Hash>& randomness, const Quota& quota, std::int64_t entries) {
    const auto beacon = randomness ? std::optional{ByteView{*randomness}} : std::nullopt;
    const auto row = transaction.run(sql::decide_seed_and_quota, {ByteView{close_hash}, ByteView{secret},
                                                                  format_quota(quota), entries, beacon})[0];
    return {hash_from_hex(row[0].as<std::string>()).value(), row[1].as<std::int64_t>()};
}

}  // namespace

SqlDraw draw_in_database(postgres::Transaction& transaction, RoundNumber round, const Hash& close_hash,
                         const Hash& secret, const std::optional<Hash>& randomness, const Quota& quota,
                         std::int64_t entries) {
    const auto draw = decide(transaction, close_hash, secret, randomness, quota, entries);
    if (draw.winners == 0) return draw;
    const auto bound = [&](unsigned margin) {
        return ticket_bound(static_cast<std::uint64_t>(entries), static_cast<std::uint64_t>(draw.winners),
                            margin);
    };
    for (const Hash& tried : {bound(8), bound(64), greatest_ticket}) {
        const auto drawn = transaction.run(
            sql::draw_winners, {sql_value(round), ByteView{draw.seed}, draw.winners, ByteView{tried}});
        if (drawn.affected_rows() > 0) return draw;
    }
    throw std::runtime_error("fewer entries stand in the database than were closed");
}

}  // namespace fairdraw::rounds
