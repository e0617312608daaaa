#include "coupons/claimable.hpp"

#include <mutex>
#include <pqxx/result>

#include "sql/coupons_sql.hpp"

namespace fairdraw::coupons {

namespace {

// More templates than are ever busy at once; what is forgotten is read again.
constexpr std::size_t most_remembered = 1024;

}  // namespace

ClaimablePtr ClaimableTemplates::find(const std::string& template_id) {
    if (auto known = remembered(template_id)) return known;
    const auto rows = serving_.borrow()->read(sql::find_claimable, {template_id});
    if (rows.empty()) return nullptr;
    const auto row = rows[0];
    Claimable found{row[0].as<int>(), template_id, {}, {}};
    if (!row[1].is_null()) found.segment = row[1].as<std::string>();
    if (!row[2].is_null()) found.from = UnixMs{row[2].as<std::int64_t>()};
    const std::unique_lock lock{mutex_};
    if (templates_.size() >= most_remembered) templates_.clear();
    return templates_.emplace(template_id, std::make_shared<const Claimable>(std::move(found))).first->second;
}

ClaimablePtr ClaimableTemplates::remembered(const std::string& template_id) const {
    const std::shared_lock lock{mutex_};
    const auto found = templates_.find(template_id);
    return found == templates_.end() ? nullptr : found->second;
}

}  // namespace fairdraw::coupons
