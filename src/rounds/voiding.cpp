// Voiding: the end of a round that will not be drawn. Who voids a closed round shows its secret, so that
// anyone can see what was thrown away.
#include <algorithm>
#include <pqxx/result>

#include "api/actions.hpp"
#include "fairdraw/texts.hpp"
#include "notices/tell.hpp"
#include "rounds/life.hpp"
#include "rounds/steps.hpp"
#include "rounds/voiding.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

std::string text_of(const pqxx::field& note, const char* file) {
    return parse_note(note.as<std::string>(), file).value().text;
}

Void void_of(const pqxx::row& row, const SigningKey& key, const RoundId& round, UnixMs now,
             const std::string& reason) {
    const auto announcement = text_of(row[0], "announcement.txt");
    Void text{
        .origin = key.origin(),
        .round = round,
        .announcement = hash_of_text(announcement),
        .close = std::nullopt,
        // The database's clock may have been set back since what went before.
        .voided = std::max(now, parse_announcement(announcement).value().announced),
        .secret = std::nullopt,
        .reason = reason,
    };
    if (row[1].is_null()) return text;
    const auto close = text_of(row[1], "close.txt");
    text.close = hash_of_text(close);
    text.voided = std::max(now, parse_close(close).value().closed);
    text.secret = hash_from_hex(row[2].as<std::string>());
    return text;
}

UnixMs now_in(postgres::Transaction& transaction) {
    return {transaction.run(sql::read_time)[0][0].as<std::int64_t>()};
}

void mark_void(postgres::Transaction& transaction, RoundNumber round, const RoundId& id, UnixMs at,
               const std::string& reason, const std::string& actor) {
    transaction.run(sql::mark_void, {sql_value(round), at, reason});
    api::record_action(transaction, actor, "void", id.text(), reason);
}

}  // namespace

void record_void(postgres::Transaction& transaction, RoundNumber round, const RoundId& id,
                 const SigningKey& key, const std::string& reason, const std::string& actor) {
    const auto texts = transaction.run(sql::read_round_to_void, {sql_value(round)})[0];
    const auto text = void_of(texts, key, id, now_in(transaction), reason);
    mark_void(transaction, round, id, text.voided, reason, actor);
    notices::tell_outcome(transaction, sql_value(round), notices::RoundOutcome::void_round);
    transaction.run(sql::publish, {sql_value(round), "void", key.sign(format(text))});
}

tl::expected<VoidOutcome, api::Refusal> void_round(postgres::Connection& connection, const SigningKeys& keys,
                                                   const RoundId& round, const std::string& reason,
                                                   const std::string& actor) {
    const auto refuse = [](http::Code code, const char* detail) {
        return tl::unexpected(api::Refusal{code, detail});
    };
    if (reason.size() > 200 || !valid_void_reason(reason))
        return refuse(http::Code::invalid_request, "reason: one line of 1 to 200 bytes");

    postgres::Transaction transaction{connection, steps::void_round};
    const auto taken = transaction.run(sql::take_round_to_void, {round.text()});
    if (taken.empty()) return refuse(http::Code::round_not_found, "there is no such round");
    const auto row = taken[0];
    const auto state = row[1].as<std::string>();
    if (state == "void") return VoidOutcome::repeated;
    if (state == "drawn")
        return refuse(http::Code::conflict, "the round is drawn: its winners are published");
    const RoundNumber number{row[0].as<std::int32_t>()};
    if (row[3].as<std::string>() == "first_come") {
        transaction.run(sql::fence_round, {sql_value(number)});
        mark_void(transaction, number, round, now_in(transaction), reason, actor);
        transaction.commit();
        return VoidOutcome::voided;
    }
    const auto* key = keys.find(row[2].as<std::string>());
    if (!key)
        return refuse(http::Code::conflict,
                      "the round was announced under another signing key: start the server with it too");

    transaction.run(sql::fence_round, {sql_value(number)});
    record_void(transaction, number, round, *key, reason, actor);
    transaction.commit();
    return VoidOutcome::voided;
}

}  // namespace fairdraw::rounds
