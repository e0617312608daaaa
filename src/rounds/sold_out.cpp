#include "rounds/sold_out.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <pqxx/result>

#include "postgres/failure.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

// About 20 MB a round. Of larger stocks the database is asked, user by user.
constexpr std::int64_t most_holders = 100'000;
constexpr std::size_t most_rounds = 4;

}  // namespace

SoldOut::HoldersPtr SoldOut::find(RoundNumber round) {
    const std::lock_guard lock{mutex_};
    const auto found = std::ranges::find(held_, round, &Held::round);
    if (found == held_.end()) return nullptr;
    held_.splice(held_.begin(), held_, found);
    return held_.front().holders;
}

void SoldOut::suspect(const Round& round) {
    if (round.gives->stock > most_holders) return;
    const std::lock_guard lock{mutex_};
    if (std::ranges::find(held_, round.number, &Held::round) == held_.end()) suspected_.insert(round.number);
}

bool SoldOut::is_suspected(RoundNumber round) {
    const std::lock_guard lock{mutex_};
    return suspected_.contains(round);
}

void SoldOut::look(RoundNumber round) {
    {
        const std::lock_guard lock{mutex_};
        if (suspected_.erase(round) == 0) return;
    }
    // Only spares others the trip to the database; who is told that nothing is left raises the suspicion
    // again.
    try {
        auto holders = read(round);
        if (!holders) return;
        const std::lock_guard lock{mutex_};
        suspected_.erase(round);
        if (std::ranges::find(held_, round, &Held::round) != held_.end()) return;
        held_.push_front({round, std::move(holders)});
        if (held_.size() > most_rounds) held_.pop_back();
    } catch (...) {
        spdlog::warn("event=sold_out_not_held round_no={} reason={:?}", sql_value(round),
                     postgres::classify(std::current_exception()).message);
    }
}

SoldOut::HoldersPtr SoldOut::read(RoundNumber round) {
    const auto connection = serving_.borrow();
    // First this: once nothing is left, the list is whole.
    if (!connection->read(sql::is_sold_out, {sql_value(round)}).at(0)[0].as<bool>()) return nullptr;
    auto holders = std::make_shared<Holders>();
    for (const auto& row : connection->read(sql::list_coupons, {sql_value(round), most_holders})) {
        coupons::Coupon coupon{row[1].as<std::string>(), UnixMs{row[2].as<std::int64_t>()}, {}};
        if (!row[3].is_null()) coupon.expires_at = UnixMs{row[3].as<std::int64_t>()};
        holders->emplace(row[0].as<std::string>(), std::move(coupon));
    }
    return holders;
}

}  // namespace fairdraw::rounds
