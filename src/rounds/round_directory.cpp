#include "rounds/round_directory.hpp"

#include <pqxx/result>

#include "api/columns.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

// More rounds than are ever busy at once; what is forgotten is read again.
constexpr std::size_t most_remembered = 1024;

}  // namespace

tl::expected<RoundPtr, api::Refusal> RoundDirectory::find(std::string_view round_id) {
    const auto id = RoundId::parse(round_id);
    if (id) {
        if (auto round = remembered(id->text())) return round;
        if (auto round = read(*id)) return round;
    }
    return tl::unexpected(api::Refusal{http::Code::round_not_found, "there is no such round"});
}

RoundPtr RoundDirectory::remembered(const std::string& round_id) const {
    const std::shared_lock lock{mutex_};
    const auto found = rounds_.find(round_id);
    return found == rounds_.end() ? nullptr : found->second;
}

RoundPtr RoundDirectory::read(const RoundId& id) {
    const auto rows = keeper_.borrow()->read(sql::find_round, {id.text()});
    if (rows.empty()) return nullptr;
    const auto row = rows[0];
    auto round = std::make_shared<const Round>(
        Round{RoundNumber{row[0].as<std::int32_t>()}, id, api::window_of(row[1], row[2]),
              api::window_of(row[3], row[4]).value(), UnixMs{row[5].as<std::int64_t>()},
              TagKey{hash_from_hex(row[6].as<std::string>()).value()}, keys_.find(row[7].as<std::string>())});
    const std::unique_lock lock{mutex_};
    if (rounds_.size() >= most_remembered) rounds_.clear();
    return rounds_.emplace(id.text(), std::move(round)).first->second;
}

}  // namespace fairdraw::rounds
