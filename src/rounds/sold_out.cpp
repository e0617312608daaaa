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
// A crowd that is told that nothing is left, of a template's total say, has nobody look more often.
constexpr std::chrono::seconds between_looks{3};
constexpr std::size_t most_suspected = 1000;

coupons::Coupon coupon_of(const pqxx::row& row, pqxx::row::size_type first) {
    coupons::Coupon coupon{row[first].as<std::string>(), UnixMs{row[first + 1].as<std::int64_t>()}, {}};
    if (!row[first + 2].is_null()) coupon.expires_at = UnixMs{row[first + 2].as<std::int64_t>()};
    return coupon;
}

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
    if (look_at_.size() >= most_suspected) {
        look_at_.clear();
        held_.clear();  // which nobody would look at again
    }
    look_at_.try_emplace(round.number, Time::min());
}

bool SoldOut::is_look_due(RoundNumber round) {
    const std::lock_guard lock{mutex_};
    const auto found = look_at_.find(round);
    return found != look_at_.end() && found->second <= std::chrono::steady_clock::now();
}

void SoldOut::look(RoundNumber round) {
    {
        const std::lock_guard lock{mutex_};
        const auto found = look_at_.find(round);
        const auto now = std::chrono::steady_clock::now();
        if (found == look_at_.end() || found->second > now) return;
        found->second = now + between_looks;
    }
    // Only spares others the trip to the database: what is held is right while that cannot be reached.
    try {
        hold(round);
    } catch (...) {
        spdlog::warn("event=sold_out_not_held round_no={} reason={:?}", sql_value(round),
                     postgres::classify(std::current_exception()).message);
    }
}

void SoldOut::hold(RoundNumber round) {
    const auto connection = serving_.borrow();
    // First this: once nothing is left, the list is whole.
    const bool sold_out = connection->read(sql::is_sold_out, {sql_value(round)}).at(0)[0].as<bool>();
    HoldersPtr holders = find(round);
    if (sold_out == (holders != nullptr)) return;
    if (sold_out) holders = read_holders(*connection, round);
    const std::lock_guard lock{mutex_};
    held_.remove_if([&](const Held& held) { return held.round == round; });
    if (sold_out) held_.push_front({round, std::move(holders)});
    if (held_.size() > most_rounds) held_.pop_back();
}

SoldOut::HoldersPtr SoldOut::read_holders(postgres::Connection& connection, RoundNumber round) {
    auto holders = std::make_shared<Holders>();
    for (const auto& row : connection.read(sql::list_coupons, {sql_value(round), most_holders}))
        holders->emplace(row[0].as<std::string>(), coupon_of(row, 1));
    return holders;
}

std::optional<coupons::Issued> SoldOut::read_given(RoundNumber round, const std::string& user) {
    const auto rows = serving_.borrow()->read(sql::find_given, {sql_value(round), user});
    if (rows.empty()) return std::nullopt;
    return coupons::Issued{coupon_of(rows[0], 0), true, rows[0][3].as<std::int64_t>()};
}

}  // namespace fairdraw::rounds
