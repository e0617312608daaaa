// What lets the search pass over combinations: a bound must never be below what some combination takes off.
#include <doctest/doctest.h>

#include <algorithm>

#include "naive_pricing.hpp"
#include "pricing/bound.hpp"
#include "random_orders.hpp"

using namespace fairdraw;
using namespace fairdraw::pricing;

namespace {

// Coupons on a whole order, as a search begins.
struct Beginning {
    Beginning(const Order& order, const std::vector<Coupon>& coupons) : rest{0, order.items.size()} {
        const Left left{order};
        rest.money = subtotal(order);
        for (const auto& coupon : coupons) effects.emplace_back(order, coupon);
        for (std::size_t place = 0; place < effects.size(); ++place) add(effects[place], place, left);
        for (std::size_t scope = 0; scope < scopes.eligible.size(); ++scope)
            if (scopes.eligible[scope]->size() == order.items.size()) scopes.all = scope;
    }

    void add(const Effect& effect, std::size_t place, const Left& left) {
        const auto known =
            std::ranges::find_if(scopes.eligible, [&](auto* scope) { return *scope == effect.eligible(); });
        const auto scope = static_cast<std::size_t>(known - scopes.eligible.begin());
        if (known == scopes.eligible.end()) {
            scopes.eligible.push_back(&effect.eligible());
            scopes.left.push_back(left.of(effect.eligible()));
        }
        scopes.all = scopes.eligible.size();
        choices.push_back({&effect, place, scope, effect.alone()});
    }

    std::vector<Effect> effects;
    std::vector<Choice> choices;
    Scopes scopes;
    Rest rest;
};

MostOf most_tried(const Order& order, const std::vector<Coupon>& sorted) {
    MostOf most{};
    for (unsigned part = 1; part < 1u << sorted.size(); ++part) {
        auto rest = naive::everything(order);
        std::size_t chosen = 0;
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            if (!(part >> i & 1)) continue;
            naive::apply(order, sorted[i].rule, rest);
            ++chosen;
        }
        for (auto n = chosen; n <= max_together; ++n)
            most[n] = std::max(most[n], naive::sum(naive::everything(order)) - naive::sum(rest));
    }
    return most;
}

void check(const Order& order, const std::vector<Coupon>& coupons) {
    auto sorted = naive::in_order(order, coupons);
    std::erase_if(sorted, [&](const Coupon& coupon) { return !naive::applies(order, coupon.rule); });
    const Beginning beginning{order, sorted};
    const auto bound = most_of(beginning.choices, beginning.scopes, beginning.rest, order.shipping);
    const auto tried = most_tried(order, sorted);
    for (std::size_t n = 0; n <= max_together && n <= sorted.size(); ++n) CHECK(bound[n] >= tried[n]);
    if (!sorted.empty()) CHECK(bound[1] == tried[1]);
}

}  // namespace

TEST_CASE("no combination takes off more than the bound says") {
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        Chance chance{seed};
        const auto highest = chance.from(5, 500);
        const auto order = chance.order(4, highest);
        check(order, chance.coupons(5, 2 * highest));
        const auto cents = chance.order_of_cents();
        check(cents, chance.spreading_coupons(5));
    }
}
