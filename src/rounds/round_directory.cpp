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
    auto round = std::make_shared<const Round>(round_of(rows[0], id));
    const std::unique_lock lock{mutex_};
    if (rounds_.size() >= most_remembered) rounds_.clear();
    return rounds_.emplace(id.text(), std::move(round)).first->second;
}

Round RoundDirectory::round_of(const pqxx::row& row, const RoundId& id) const {
    Round round{.number = RoundNumber{row[0].as<std::int32_t>()},
                .id = id,
                .reserve = api::window_of(row[1], row[2]),
                .enter = api::window_of(row[3], row[4]).value(),
                .draw_due = UnixMs{row[5].as<std::int64_t>()},
                .tag_key = TagKey{Hash{}},
                .key = nullptr};
    if (!row[9].is_null()) {
        round.gives = {row[8].as<int>(), row[9].as<std::int64_t>()};
        if (!row[10].is_null()) round.gives->segment = row[10].as<std::string>();
        return round;
    }
    round.tag_key = TagKey{hash_from_hex(row[6].as<std::string>()).value()};
    round.key = keys_.find(row[7].as<std::string>());
    return round;
}

}  // namespace fairdraw::rounds
