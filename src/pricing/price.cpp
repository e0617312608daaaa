#include "pricing/price.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "pricing/search.hpp"

namespace fairdraw::pricing {

namespace {

using Groups = std::map<std::string, std::vector<Candidate>>;

void require_few_items(const Order& order) {
    if (order.items.size() > max_items) throw std::invalid_argument("an order of too many items");
}

std::optional<std::string> given_twice(std::span<const Coupon> coupons) {
    std::set<std::string_view> codes;
    for (const auto& coupon : coupons)
        if (!codes.insert(coupon.code).second) return coupon.code;
    return std::nullopt;
}

// Those that apply, by what they may stand together with: each that is exclusive makes a group of its own.
Groups groups_of(const Order& order, std::span<const Coupon> coupons) {
    std::set<std::string_view> codes;
    for (const auto& coupon : coupons) codes.insert(coupon.code);
    Groups groups;
    for (const auto& coupon : coupons) {
        if (why_not(order, coupon.rule)) continue;
        const auto rank = static_cast<std::size_t>(std::distance(codes.begin(), codes.find(coupon.code)));
        const auto& stacking = coupon.rule.stacking;
        auto key = stacking.exclusive() ? "exclusive " + coupon.code : "group " + stacking.group;
        const auto at_most = static_cast<std::size_t>(std::clamp(stacking.at_most, 1, max_together));
        groups[std::move(key)].push_back({Effect{order, coupon}, at_most, rank});
    }
    return groups;
}

Taken take(const Candidate& candidate, Left& left) {
    const Left before = left;
    candidate.effect.take(left, left.of(candidate.effect.eligible()));
    Taken taken{candidate.effect.code(), 0, {}, before.shipping - left.shipping};
    taken.amount = taken.shipping;
    for (std::size_t i = 0; i < before.items.size(); ++i) {
        const auto off = before.items[i] - left.items[i];
        if (off > 0) taken.items.push_back({i, off});
        taken.amount += off;
    }
    return taken;
}

// With those in `ranks` applied; of the others, those that shall stand in the answer take off nothing.
Price priced(const Order& order, const Groups& groups, const Ranks& ranks, bool tell_all) {
    std::vector<const Candidate*> told;
    for (const auto& [key, group] : groups)
        for (const auto& candidate : group)
            if (tell_all || ranks.holds(candidate.rank)) told.push_back(&candidate);
    std::ranges::sort(told, [](auto* a, auto* b) { return a->effect < b->effect; });

    Price price{{}, 0, subtotal(order) + order.shipping};
    Left left{order};
    for (const auto* candidate : told) {
        price.coupons.push_back(ranks.holds(candidate->rank) ? take(*candidate, left)
                                                             : Taken{candidate->effect.code(), 0, {}, 0});
        price.discount += price.coupons.back().amount;
    }
    price.total -= price.discount;
    return price;
}

Ranks best_of(const Order& order, const Groups& groups) {
    Search search{order};
    for (const auto& [key, group] : groups) search.among(group);
    return search.best().ranks;
}

}  // namespace

tl::expected<Price, Obstacle> price(const Order& order, std::span<const Coupon> coupons) {
    require_few_items(order);
    if (const auto code = given_twice(coupons))
        return tl::unexpected(Obstacle{Obstacle::Kind::given_twice, *code, std::nullopt});
    for (const auto& coupon : coupons)
        if (const auto reason = why_not(order, coupon.rule))
            return tl::unexpected(Obstacle{Obstacle::Kind::does_not_apply, coupon.code, reason});
    if (!combinable(coupons))
        return tl::unexpected(Obstacle{Obstacle::Kind::not_combinable, "", std::nullopt});
    const auto groups = groups_of(order, coupons);
    return priced(order, groups, best_of(order, groups), true);
}

Price best(const Order& order, std::span<const Coupon> coupons) {
    require_few_items(order);
    if (coupons.size() > max_considered) throw std::invalid_argument("too many coupons to consider");
    if (given_twice(coupons)) throw std::invalid_argument("a coupon given twice");
    const auto groups = groups_of(order, coupons);
    return priced(order, groups, best_of(order, groups), false);
}

}  // namespace fairdraw::pricing
