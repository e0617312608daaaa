// Voiding: the end of a round that will not be drawn. Who voids a closed round shows its secret, so that
// anyone can see what was thrown away.
#include <pqxx/result>

#include "fairdraw/texts.hpp"
#include "rounds/life.hpp"
#include "rounds/steps.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

Hash text_hash(const pqxx::field& note, const char* file) {
    return hash_of_text(parse_note(note.as<std::string>(), file).value().text);
}

Void void_of(const pqxx::row& row, const SigningKey& key, const RoundId& round, UnixMs now,
             const std::string& reason) {
    const bool closed = !row[1].is_null();
    return {
        .origin = key.origin(),
        .round = round,
        .announcement = text_hash(row[0], "announcement.txt"),
        .close = closed ? std::optional{text_hash(row[1], "close.txt")} : std::nullopt,
        .voided = now,
        .secret = closed ? hash_from_hex(row[2].as<std::string>()) : std::nullopt,
        .reason = reason,
    };
}

}  // namespace

tl::expected<VoidOutcome, Refusal> void_round(postgres::Connection& connection, const SigningKeys& keys,
                                              const RoundId& round, const std::string& reason,
                                              const std::string& actor) {
    const auto refuse = [](http::Code code, const char* detail) {
        return tl::unexpected(Refusal{code, detail});
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
    const auto* key = keys.find(row[2].as<std::string>());
    if (!key)
        return refuse(http::Code::conflict,
                      "the round was announced under another signing key: start the server with it too");

    const auto round_no = row[0].as<int>();
    const auto texts = transaction.run(sql::read_round_to_void, {round_no})[0];
    const UnixMs now{transaction.run(sql::read_time)[0][0].as<std::int64_t>()};
    transaction.run(sql::insert_publication,
                    {round_no, "void", key->sign(format(void_of(texts, *key, round, now, reason)))});
    transaction.run(sql::mark_void, {round_no, now, reason});
    transaction.run(sql::insert_action, {actor, "void", round.text(), reason});
    transaction.commit();
    return VoidOutcome::voided;
}

}  // namespace fairdraw::rounds
