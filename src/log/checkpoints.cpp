#include "log/checkpoints.hpp"

#include <pqxx/result>

#include "fairdraw/checkpoint.hpp"
#include "fairdraw/tlog_proof.hpp"
#include "log/tree.hpp"
#include "sql/log_sql.hpp"

namespace fairdraw::log {

namespace {

std::string signature_line(const SigningKey& key, const std::string& text) {
    return key.sign(text).substr(text.size() + 1);
}

// A note that was kept may lack a key that is here by now: each who pinned one of them must find it.
std::string with_all_signatures(std::string note, Keys keys) {
    const auto text = parse_note(note, "checkpoint").value().text;
    for (const auto& key : keys) {
        if (!text.starts_with(key.origin() + "\n")) continue;
        const auto line = signature_line(key, text);
        if (note.find(line) == std::string::npos) note += line;
    }
    return note;
}

}  // namespace

std::string sign_checkpoint(postgres::Connection& connection, Keys keys, std::uint64_t size) {
    const auto& current = keys.front();
    const auto text = format(Checkpoint{current.origin(), size, read_root(connection, size)});
    return with_all_signatures(current.sign(text), keys);
}

std::string current_checkpoint(postgres::Connection& connection, Keys keys) {
    const auto size = read_size(connection);
    const auto kept = connection.read(sql::find_checkpoint, {static_cast<std::int64_t>(size)});
    if (kept.empty()) return sign_checkpoint(connection, keys, size);
    return with_all_signatures(kept[0][0].as<std::string>(), keys) + kept[0][1].as<std::string>();
}

std::optional<std::string> find_proof(postgres::Connection& connection, Keys keys, std::uint64_t index,
                                      std::optional<UnixMs> deadline) {
    const auto found =
        connection.read(sql::find_cosigned_checkpoint, {static_cast<std::int64_t>(index), deadline});
    if (found.empty()) return std::nullopt;
    const auto path = read_inclusion_path(connection, index, found[0][0].as<std::uint64_t>());
    return format_tlog_proof(
        index, path,
        with_all_signatures(found[0][1].as<std::string>(), keys) + found[0][2].as<std::string>());
}

}  // namespace fairdraw::log
