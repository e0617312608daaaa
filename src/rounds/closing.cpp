// The fence and the close: after them the list stands, signed.
#include <algorithm>
#include <pqxx/result>

#include "fairdraw/merkle.hpp"
#include "fairdraw/sha256.hpp"
#include "fairdraw/texts.hpp"
#include "rounds/life.hpp"
#include "rounds/step_guard.hpp"
#include "rounds/steps.hpp"
#include "rounds/tag_list.hpp"
#include "rounds/voiding.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

std::optional<StepDone> fence_next_round(postgres::Connection& connection) {
    postgres::Transaction transaction{connection, steps::fence};
    const auto taken = transaction.run(sql::fence_due_round);
    if (taken.empty()) return std::nullopt;
    transaction.run(sql::mark_closing, {taken[0][0].as<int>()});
    transaction.commit();
    return StepDone{taken[0][1].as<std::string>(), "event=round_fenced"};
}

namespace {

struct List {
    std::uint64_t size;
    Hash root;
};

List read_list(const RunStatement& run, RoundNumber round) {
    MerkleRoot tree;
    for_each_valid_tag(run, round, [&](const Tag& tag) { tree.append(tag); });
    return {tree.size(), tree.root()};
}

// Not before it was due, nor before what receipts promise: the database's clock may have been set back since.
UnixMs closing_time(postgres::Transaction& transaction, RoundNumber round, UnixMs due) {
    const auto now = transaction.run(sql::read_time)[0][0].as<std::int64_t>();
    const auto last_commit = transaction.run(sql::find_last_commit, {sql_value(round)})[0][0];
    return std::max({UnixMs{now}, due, UnixMs{last_commit.is_null() ? 0 : last_commit.as<std::int64_t>()}});
}

constexpr const char* too_late = "closed after its beacon was due";

// Whoever closes then might have known the beacon, and closed accordingly: there is no draw to be made of it.
StepDone void_instead(postgres::Transaction& transaction, RoundNumber round, const RoundId& id,
                      const SigningKey& key) {
    record_void(transaction, round, id, key, too_late, "fairdraw");
    transaction.commit();
    return {id.text(), std::string("event=round_voided reason=\"") + too_late + '"'};
}

std::optional<StepDone> close(postgres::Transaction& transaction, const pqxx::row& taken,
                              const SigningKeys& keys) {
    const RoundNumber round{taken[0].as<std::int32_t>()};
    const auto id = RoundId::parse(taken[1].as<std::string>()).value();
    const auto& key = keys.of(taken[2].as<std::string>());
    const auto announcement = parse_note(taken[3].as<std::string>(), "announcement.txt").value();
    const auto run = [&](const postgres::Statement& statement, postgres::Parameters parameters) {
        return transaction.run(statement, parameters);
    };

    transaction.run(sql::allow_large_sorts);
    transaction.run(sql::index_entries_by_tag, {sql_value(round)});
    const auto list = read_list(run, round);
    const auto disqualified = disqualified_file(run, round);
    const auto reservations =
        transaction.run(sql::count_reservations, {sql_value(round)})[0][0].as<std::int64_t>();
    const auto now = closing_time(transaction, round, UnixMs{taken[4].as<std::int64_t>()});
    if (!taken[5].is_null() && now.value >= taken[5].as<std::int64_t>())
        return void_instead(transaction, round, id, key);
    const Close close{
        .origin = key.origin(),
        .round = id,
        .announcement = hash_of_text(announcement.text),
        .closed = now,
        .reservations = static_cast<std::uint64_t>(reservations),
        .entries = list.size,
        .entries_root = list.root,
        .disqualified = static_cast<std::uint64_t>(disqualified.count),
        .disqualified_hash = sha256(disqualified.text),
    };
    transaction.run(sql::mark_closed, {sql_value(round), now, reservations,
                                       static_cast<std::int64_t>(list.size), disqualified.count});
    transaction.run(sql::publish, {sql_value(round), "close", key.sign(format(close))});
    // It may have waited for its place in the log. Too late now: taken back, and void at the next look.
    if (!taken[5].is_null() && closing_time(transaction, round, now).value >= taken[5].as<std::int64_t>())
        return std::nullopt;
    transaction.commit();
    return StepDone{close.round.text(),
                    "event=round_closed reservations=" + std::to_string(close.reservations) +
                        " entries=" + std::to_string(close.entries) +
                        " disqualified=" + std::to_string(close.disqualified)};
}

}  // namespace

std::optional<StepDone> close_next_round(postgres::Connection& connection, const SigningKeys& keys) {
    postgres::Transaction transaction{connection, steps::close};
    const auto taken = transaction.run(sql::take_round_to_close, {keys.verifier_keys()});
    if (taken.empty()) return std::nullopt;
    return stopping_on_defects(RoundNumber{taken[0][0].as<std::int32_t>()}, "the close",
                               [&] { return close(transaction, taken[0], keys); });
}

}  // namespace fairdraw::rounds
