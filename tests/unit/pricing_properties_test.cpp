// What must hold for every order and every set of coupons, tried on many; and the same prices found another
// way.
#include <doctest/doctest.h>

#include <algorithm>

#include "naive_pricing.hpp"
#include "pricing_shop.hpp"
#include "random_orders.hpp"

using namespace fairdraw;
using namespace fairdraw::pricing;

namespace {

struct Case {
    std::uint64_t seed;
    Order order;
    std::vector<Coupon> offered;
};

template <class Try>
void for_each_case(int cases, std::int64_t most_coupons, const Try& check) {
    for (int i = 0; i < cases; ++i) {
        const auto seed = static_cast<std::uint64_t>(i) + 20'261'122;
        Chance chance{seed};
        // Cents, where rounding shows, and sums where it does not.
        const auto highest = chance.once_in(2) ? chance.from(1, 30) : chance.from(10, 2'000);
        auto order = chance.order(4, highest);
        check(Case{seed, std::move(order), chance.coupons(chance.from(1, most_coupons), 2 * highest)},
              chance);
    }
}

// Those of what is offered that may be used together, some of them.
std::vector<Coupon> combination(const Case& c) {
    std::vector<Coupon> chosen;
    for (const auto& coupon : c.offered) {
        auto more = chosen;
        more.push_back(coupon);
        if (!why_not(c.order, coupon.rule) && combinable(more)) chosen = more;
    }
    return chosen;
}

void check_sums(const Order& order, const Price& price) {
    auto left = naive::everything(order);
    std::int64_t discount = 0;
    for (const auto& taken : price.coupons) {
        std::int64_t amount = taken.shipping;
        left.shipping -= taken.shipping;
        for (const auto& share : taken.items) {
            CHECK(share.amount > 0);
            amount += share.amount;
            left.items.at(share.item) -= share.amount;
        }
        CHECK(taken.shipping >= 0);
        CHECK(taken.amount == amount);
        discount += amount;
    }
    CHECK(price.discount == discount);
    CHECK(price.total == naive::sum(naive::everything(order)) - discount);
    CHECK(left.shipping >= 0);
    for (const auto item : left.items) CHECK(item >= 0);
}

void check_same(const Order& order, const Price& price, const naive::Best& expected) {
    CHECK(price.discount == expected.discount);
    const auto steps = naive::steps(order, expected.coupons);
    std::size_t used = 0;
    for (const auto& taken : price.coupons) {
        if (taken.amount == 0) continue;
        ++used;
        const auto step = steps.find(taken.code);
        REQUIRE(step != steps.end());
        CHECK(by_item(taken, order.items.size()) == step->second.items);
        CHECK(taken.shipping == step->second.shipping);
    }
    CHECK(used == expected.coupons.size());
}

}  // namespace

TEST_CASE("sums match, and nothing falls below zero") {
    for_each_case(250, 10, [](const Case& c, Chance&) {
        CAPTURE(c.seed);
        check_sums(c.order, best(c.order, c.offered));
        check_sums(c.order, price(c.order, combination(c)).value());
    });
}

TEST_CASE("the best is the best of all combinations, tried one by one") {
    for_each_case(300, 7, [](const Case& c, Chance&) {
        CAPTURE(c.seed);
        const auto price = best(c.order, c.offered);
        check_same(c.order, price, naive::best(c.order, c.offered));
        CHECK(std::ranges::all_of(price.coupons, [](const Taken& taken) { return taken.amount > 0; }));
    });
}

TEST_CASE("a combination's price is that of the best of its parts, tried one by one") {
    for_each_case(300, 8, [](const Case& c, Chance&) {
        CAPTURE(c.seed);
        const auto chosen = combination(c);
        const auto priced = price(c.order, chosen).value();
        CHECK(priced.coupons.size() == chosen.size());
        check_same(c.order, priced, naive::best(c.order, chosen));
    });
}

TEST_CASE("a coupon applies exactly where it takes something off alone") {
    for_each_case(250, 4, [](const Case& c, Chance&) {
        CAPTURE(c.seed);
        for (const auto& coupon : c.offered) {
            CHECK(why_not(c.order, coupon.rule).has_value() != naive::applies(c.order, coupon.rule));
            if (why_not(c.order, coupon.rule)) continue;
            CHECK(price(c.order, std::vector{coupon}).value().discount == naive::alone(c.order, coupon.rule));
        }
    });
}

TEST_CASE("one coupon more that is offered never raises the price") {
    for_each_case(500, 8, [](const Case& c, Chance&) {
        CAPTURE(c.seed);
        auto total = best(c.order, {}).total;
        for (std::size_t n = 1; n <= c.offered.size(); ++n) {
            const auto now = best(c.order, std::span{c.offered}.first(n)).total;
            CHECK(now <= total);
            total = now;
        }
    });
}

TEST_CASE("one coupon more that is used never raises the price") {
    const auto check = [](const Case& c) {
        CAPTURE(c.seed);
        const auto chosen = combination(c);
        const auto all = price(c.order, chosen).value().total;
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            auto fewer = chosen;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
            CHECK(all <= price(c.order, fewer).value().total);
        }
    };
    for_each_case(300, 8, [&](const Case& c, Chance&) { check(c); });
    for (std::uint64_t seed = 1; seed <= 600; ++seed) {
        Chance chance{seed};
        const auto order = chance.order_of_cents();
        check({seed, order, chance.spreading_coupons(5)});
    }
}

TEST_CASE("in whatever sequence coupons are given, the price is the same to the last share") {
    for_each_case(250, 10, [](const Case& c, Chance& chance) {
        CAPTURE(c.seed);
        auto offered = c.offered;
        auto chosen = combination(c);
        const auto expected_best = best(c.order, offered);
        const auto expected = price(c.order, chosen).value();
        for (auto* coupons : {&offered, &chosen})
            for (auto i = static_cast<std::int64_t>(coupons->size()); i > 1; --i)
                std::swap(coupons->at(static_cast<std::size_t>(i - 1)),
                          coupons->at(static_cast<std::size_t>(chance.from(0, i - 1))));
        CHECK(best(c.order, offered) == expected_best);
        CHECK(price(c.order, chosen).value() == expected);
    });
}
