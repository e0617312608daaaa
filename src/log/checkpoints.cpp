#include "log/checkpoints.hpp"

#include <pqxx/result>

#include "fairdraw/checkpoint.hpp"
#include "fairdraw/tlog_proof.hpp"
#include "log/tree.hpp"
#include "sql/log_sql.hpp"

namespace fairdraw::log {

std::string sign_checkpoint(postgres::Connection& connection, Keys keys, std::uint64_t size) {
    const auto& origin = keys.front().origin();
    const auto text = format(Checkpoint{origin, size, read_root(connection, size)});
    auto note = text + "\n";
    for (const auto& key : keys)
        if (key.origin() == origin) note += key.sign(text).substr(text.size() + 1);
    return note;
}

std::string current_checkpoint(postgres::Connection& connection, Keys keys) {
    const auto size = read_size(connection);
    const auto kept = connection.read(sql::find_checkpoint, {static_cast<std::int64_t>(size)});
    return kept.empty() ? sign_checkpoint(connection, keys, size) : kept[0][0].as<std::string>();
}

std::optional<std::string> find_proof(postgres::Connection& connection, std::uint64_t index) {
    const auto found = connection.read(sql::find_cosigned_checkpoint, {static_cast<std::int64_t>(index)});
    if (found.empty()) return std::nullopt;
    const auto path = read_inclusion_path(connection, index, found[0][0].as<std::uint64_t>());
    return format_tlog_proof(index, path, found[0][1].as<std::string>());
}

}  // namespace fairdraw::log
