// The draw: PostgreSQL draws, the library draws again from the same entries, and only if they agree is there
// a result.
#include <algorithm>
#include <pqxx/result>
#include <utility>

#include "coupons/issue.hpp"
#include "fairdraw/draw.hpp"
#include "fairdraw/merkle.hpp"
#include "fairdraw/texts.hpp"
#include "notices/tell.hpp"
#include "rounds/life.hpp"
#include "rounds/sql_draw.hpp"
#include "rounds/step_guard.hpp"
#include "rounds/steps.hpp"
#include "rounds/tag_list.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

// What is drawn by is what was signed, and not what stands in columns beside it.
struct RoundToDraw {
    RoundNumber number;
    RoundId id;
    const SigningKey& key;
    Announcement announcement;
    Close close;
    Hash close_hash;
    Hash secret;
    std::optional<DrandBeacon> beacon;
    UnixMs not_before;  // the close's time, and when the beacon was due

    std::optional<Hash> randomness() const {
        return beacon ? std::optional{beacon->randomness} : std::nullopt;
    }
    std::int64_t entries() const { return static_cast<std::int64_t>(close.entries); }
};

std::optional<DrandBeacon> beacon_of(const pqxx::row& row, const std::optional<DrandRound>& announced) {
    const RoundNumber round{row[0].as<std::int32_t>()};
    if (announced.has_value() == row[7].is_null())
        throw RoundStopped(round, announced ? "the announced beacon is not here"
                                            : "a beacon is here although none was announced");
    if (!announced) return std::nullopt;
    return DrandBeacon{*announced, from_hex<48>(row[7].as<std::string>()).value(),
                       hash_from_hex(row[8].as<std::string>()).value()};
}

RoundToDraw read(const pqxx::row& row, const SigningKeys& keys) {
    const auto announcement = parse_note(row[3].as<std::string>(), "announcement.txt").value();
    const auto close = parse_note(row[4].as<std::string>(), "close.txt").value();
    RoundToDraw round{
        .number = RoundNumber{row[0].as<std::int32_t>()},
        .id = RoundId::parse(row[1].as<std::string>()).value(),
        .key = keys.of(row[2].as<std::string>()),
        .announcement = parse_announcement(announcement.text).value(),
        .close = parse_close(close.text).value(),
        .close_hash = hash_of_text(close.text),
        .secret = hash_from_hex(row[5].as<std::string>()).value(),
        .beacon = std::nullopt,
        .not_before = {},
    };
    round.beacon = beacon_of(row, round.announcement.beacon);
    round.not_before = round.close.closed;
    if (!row[6].is_null()) round.not_before = std::max(round.not_before, UnixMs{row[6].as<std::int64_t>()});
    const auto committed =
        commitment(CommitmentKind::secret, round.announcement.origin, round.id, round.secret);
    if (round.close.announcement != hash_of_text(announcement.text))
        throw RoundStopped(round.number, "the announcement is not the one that was closed");
    if (committed != round.announcement.secret_commitment)
        throw RoundStopped(round.number, "the secret is not the one that the announcement commits to");
    return round;
}

struct DrawnList {
    std::int64_t winners = 0;
    Hash root{};
    std::optional<Hash> cutoff;

    bool operator==(const DrawnList&) const = default;
};

DrawnList read_winners(const RunStatement& run, RoundNumber round) {
    DrawnList list;
    MerkleRoot tree;
    for_each_winner(run, round, [&](const Tag& tag) { tree.append(tag); });
    list.winners = static_cast<std::int64_t>(tree.size());
    list.root = tree.root();
    for (const auto& row : run(sql::find_cutoff, {sql_value(round)}))
        list.cutoff = hash_from_hex(row[0].as<std::string>());
    return list;
}

// The same draw by the library alone, from the entries as they stand, which must be those that were closed.
DrawnList redraw(const RunStatement& run, const RoundToDraw& round) {
    const Hash seed = seed_of(round.close_hash, round.secret, round.randomness());
    Redraw redraw{seed, winners_of(round.announcement.quota, round.close.entries, seed)};
    MerkleRoot list;
    for_each_valid_tag(run, round.number, [&](const Tag& tag) {
        list.append(tag);
        redraw.add(tag);
    });
    if (list.size() != round.close.entries || list.root() != round.close.entries_root)
        throw RoundStopped(round.number,
                           "the entries are not those that were closed: " + std::to_string(list.size()) +
                               " stand in the database and " + std::to_string(round.close.entries) +
                               " in the signed close, or others; nothing was published.");
    const auto result = std::move(redraw).finish();
    return {static_cast<std::int64_t>(result.winners.size()), result.winners_root, result.cutoff};
}

void hold_against_each_other(RoundNumber round, const SqlDraw& decided, const DrawnList& by_database,
                             const DrawnList& by_library, std::int64_t coupons) {
    const auto stop = [&](const std::string& what) {
        throw RoundStopped(
            round, "the draw in the database and the library's disagree: " + what +
                       "; nothing was published. Keep the database as it is and look into it before the "
                       "round is voided.");
    };
    if (by_database.winners != decided.winners)
        stop(std::to_string(by_database.winners) + " winners stand where the quota is " +
             std::to_string(decided.winners));
    if (by_database.winners != by_library.winners)
        stop(std::to_string(by_database.winners) + " winners and " + std::to_string(by_library.winners));
    if (by_database != by_library) stop("other winners, or another order");
    if (coupons != by_database.winners)
        stop(std::to_string(coupons) + " coupons for " + std::to_string(by_database.winners) + " winners");
}

StepDone draw(postgres::Transaction& transaction, const RoundToDraw& round) {
    const auto run = [&](const postgres::Statement& statement, postgres::Parameters parameters) {
        return transaction.run(statement, parameters);
    };
    transaction.run(sql::allow_large_sorts);
    const auto decision = draw_in_database(transaction, round.number, round.close_hash, round.secret,
                                           round.randomness(), round.announcement.quota, round.entries());
    const auto coupons = coupons::issue_to_winners(transaction, sql_value(round.number));
    const auto drawn = read_winners(run, round.number);
    hold_against_each_other(round.number, decision, drawn, redraw(run, round), coupons);

    // The database's clock may have been set back since.
    const auto now =
        std::max(UnixMs{transaction.run(sql::read_time)[0][0].as<std::int64_t>()}, round.not_before);
    const auto text = format(Draw{
        .origin = round.key.origin(),
        .round = round.id,
        .close = round.close_hash,
        .drawn = now,
        .secret = round.secret,
        .beacon = round.beacon,
        .seed = decision.seed,
        .winners = static_cast<std::uint64_t>(drawn.winners),
        .winners_root = drawn.root,
        .cutoff = drawn.cutoff,
    });
    const auto cutoff = drawn.cutoff ? std::optional{ByteView{*drawn.cutoff}} : std::nullopt;
    transaction.run(sql::mark_drawn,
                    {sql_value(round.number), now, drawn.winners, ByteView{decision.seed}, cutoff});
    notices::tell_outcome(transaction, sql_value(round.number), notices::RoundOutcome::drawn);
    transaction.run(sql::publish, {sql_value(round.number), "draw", round.key.sign(text)});
    transaction.commit();
    return {round.id.text(), "event=round_drawn entries=" + std::to_string(round.close.entries) +
                                 " winners=" + std::to_string(drawn.winners)};
}

}  // namespace

std::optional<StepDone> draw_next_round(postgres::Connection& connection, const SigningKeys& keys) {
    postgres::Transaction transaction{connection, steps::draw};
    const auto taken = transaction.run(sql::take_round_to_draw, {keys.verifier_keys()});
    if (taken.empty()) return std::nullopt;
    return stopping_on_defects(RoundNumber{taken[0][0].as<std::int32_t>()}, "the draw",
                               [&] { return draw(transaction, read(taken[0], keys)); });
}

}  // namespace fairdraw::rounds
