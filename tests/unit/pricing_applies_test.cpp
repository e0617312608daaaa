// Why a coupon does not apply, and which coupons may be used together.
#include <doctest/doctest.h>

#include <stdexcept>

#include "pricing_shop.hpp"

using namespace fairdraw::pricing;

namespace {

std::string why_not(const Order& order, Benefit benefit, Scope scope = {}) {
    const auto reason = why_not(order, coupon("C", std::move(benefit), std::move(scope)).rule);
    return reason ? std::string(name(*reason)) : "applies";
}

const Stacking exclusive{};

}  // namespace

TEST_CASE("why a coupon does not apply") {
    const auto order = order_of({times(2, cup), tea}, 0);
    CHECK(why_not(order, AmountOff{100, {}}) == "applies");
    SUBCASE("another currency") {
        auto rule = coupon("C", AmountOff{100, {}}).rule;
        rule.currency = "JPY";
        CHECK(why_not(order, rule) == Reason::currency);
    }
    SUBCASE("nothing in the order that it is for") {
        CHECK(why_not(order, AmountOff{100, {}}, products({"pot"})) == "scope");
        CHECK(why_not(order, FreeShipping{{}, {}}, merchants({"bakery"})) == "scope");
    }
    SUBCASE("a threshold is judged on what the eligible items cost, all of it and nothing else") {
        CHECK(why_not(order, AmountOff{100, 800}) == "applies");
        CHECK(why_not(order, AmountOff{100, 801}) == "threshold");
        CHECK(why_not(order, AmountOff{100, 600}, products({"cup"})) == "applies");
        CHECK(why_not(order, AmountOff{100, 601}, products({"cup"})) == "threshold");
        CHECK(why_not(order, PercentOff{100, {}, 801}) == "threshold");
        CHECK(why_not(order_of({cup}, 5'000), FreeShipping{{}, 301}) == "threshold");
        CHECK(why_not(order, FreeItem{"tea", 1, 801}) == "threshold");
    }
    SUBCASE("nothing to take off") {
        CHECK(why_not(order, FreeShipping{{}, {}}) == "nothing_to_take_off");
        CHECK(why_not(order, BuyXGetY{3, 1, {}}) == "nothing_to_take_off");
        CHECK(why_not(order, BuyXGetY{2, 1, {}}) == "applies");
        CHECK(why_not(order, FreeItem{"pot", 1, {}}) == "nothing_to_take_off");
        CHECK(why_not(order, FreeItem{"tea", 1, {}}, products({"cup"})) == "nothing_to_take_off");
        CHECK(why_not(order, PercentOff{1, {}, {}}) == "nothing_to_take_off");
    }
}

TEST_CASE("which coupons may be used together") {
    const Stacking spring{"spring", 3}, spring_pair{"spring", 2}, spring_alone{"spring", 1},
        autumn{"autumn", 5};
    CHECK(combinable(spring, spring));
    CHECK(combinable(spring, spring_pair));
    CHECK_FALSE(combinable(spring, autumn));
    CHECK_FALSE(combinable(spring, spring_alone));
    CHECK_FALSE(combinable(spring, exclusive));
    CHECK_FALSE(combinable(exclusive, exclusive));

    const auto all_of = [](const std::vector<Stacking>& stackings) {
        std::vector<Coupon> coupons;
        for (const auto& stacking : stackings) coupons.push_back(coupon("C", AmountOff{1, {}}, {}, stacking));
        return combinable(coupons);
    };
    CHECK(all_of({}));
    CHECK(all_of({exclusive}));
    CHECK(all_of({spring_alone}));
    CHECK(all_of({spring, spring, spring}));
    CHECK_FALSE(all_of({spring, spring, spring, spring}));
    CHECK_FALSE(all_of({spring, spring_pair, spring}));  // two by two they may
    CHECK_FALSE(all_of({spring, autumn}));
    CHECK_FALSE(all_of({exclusive, spring}));
    CHECK(all_of({autumn, autumn, autumn, autumn, autumn}));
    CHECK_FALSE(all_of({autumn, autumn, autumn, autumn, autumn, autumn}));
}

TEST_CASE("coupons that cannot be priced together are refused, and told why") {
    const auto order = order_of({cup});
    const std::vector<Coupon> one_elsewhere{coupon("A", AmountOff{1, {}}),
                                            coupon("B", AmountOff{1, {}}, products({"pot"}))};
    const auto elsewhere = price(order, one_elsewhere);
    REQUIRE_FALSE(elsewhere.has_value());
    CHECK(elsewhere.error().kind == Obstacle::Kind::does_not_apply);
    CHECK(elsewhere.error().code == "B");
    CHECK(elsewhere.error().reason == Reason::scope);

    const std::vector<Coupon> twice{coupon("A", AmountOff{1, {}}), coupon("A", AmountOff{1, {}})};
    CHECK(price(order, twice).error().kind == Obstacle::Kind::given_twice);
    CHECK_THROWS_AS(best(order, twice), std::invalid_argument);

    const std::vector<Coupon> apart{coupon("A", AmountOff{1, {}}),
                                    coupon("B", AmountOff{1, {}}, {}, exclusive)};
    CHECK(price(order, apart).error().kind == Obstacle::Kind::not_combinable);
    CHECK(codes(best(order, apart)) == std::vector<std::string>{"A"});
}
