// Several coupons on one order: in which sequence they are applied, and what that means.
#include <doctest/doctest.h>

#include <algorithm>

#include "pricing_shop.hpp"

using namespace fairdraw::pricing;

namespace {

using Amounts = std::vector<std::int64_t>;
using Codes = std::vector<std::string>;

Price priced(const Order& order, const std::vector<Coupon>& coupons) {
    return price(order, coupons).value();
}

Amounts amounts(const Price& price) {
    Amounts amounts;
    for (const auto& taken : price.coupons) amounts.push_back(taken.amount);
    return amounts;
}

}  // namespace

TEST_CASE("free units, percentages, amounts, shipping: in this sequence, however they are given") {
    const auto order = order_of({times(3, cup), pot}, 60);
    std::vector coupons{
        coupon("A-shipping", FreeShipping{{}, {}}),
        coupon("B-amount", AmountOff{200, {}}),
        coupon("C-percent", PercentOff{1'000, {}, {}}),
        coupon("D-cup", FreeItem{"cup", 1, {}}),
        coupon("E-two-for-one", BuyXGetY{2, 1, {}}, products({"cup"})),
    };
    const auto expected = priced(order, coupons);
    CHECK(codes(expected) == Codes{"E-two-for-one", "D-cup", "C-percent", "B-amount", "A-shipping"});
    // One cup of three, another one, 10 % of the 13 that are left, 2 off, the shipping.
    CHECK(amounts(expected) == Amounts{300, 300, 130, 200, 60});
    CHECK(expected.discount == 990);
    CHECK(expected.total == 970);
    while (std::ranges::next_permutation(coupons, {}, &Coupon::code).found)
        CHECK(priced(order, coupons) == expected);
}

TEST_CASE("a percentage is taken of what another left: half and half is three quarters") {
    const std::vector coupons{coupon("A", PercentOff{5'000, {}, {}}), coupon("B", PercentOff{5'000, {}, {}})};
    CHECK(amounts(priced(order_of({pot}), coupons)) == Amounts{500, 250});
}

TEST_CASE("what is for fewer items comes first") {
    const std::vector coupons{coupon("A", AmountOff{250, {}}),
                              coupon("B", AmountOff{200, {}}, products({"tea"}))};
    const auto both = priced(order_of({cup, tea}), coupons);
    CHECK(codes(both) == Codes{"B", "A"});
    CHECK(amounts(both) == Amounts{200, 250});  // the other way round only 150 would be left of the tea
}

TEST_CASE("what alone takes off more comes first, then what has the first code") {
    const std::vector coupons{coupon("C", PercentOff{1'000, {}, {}}), coupon("B", PercentOff{2'000, {}, {}}),
                              coupon("A", PercentOff{1'000, {}, {}})};
    const auto all = priced(order_of({pot}), coupons);
    CHECK(codes(all) == Codes{"B", "A", "C"});
    CHECK(amounts(all) == Amounts{200, 80, 72});
}

TEST_CASE("a unit is free once") {
    const auto order = order_of({times(4, cup)});
    SUBCASE("two coupons that make the same half free") {
        const std::vector coupons{coupon("A", BuyXGetY{1, 1, {}}), coupon("B", BuyXGetY{1, 1, {}})};
        CHECK(amounts(priced(order, coupons)) == Amounts{600, 0});
    }
    SUBCASE("once each: the second takes the next pair") {
        const std::vector coupons{coupon("A", BuyXGetY{1, 1, 1}), coupon("B", BuyXGetY{1, 1, 1})};
        CHECK(amounts(priced(order, coupons)) == Amounts{300, 300});
    }
    SUBCASE("a coupon for a cup makes another one free") {
        const std::vector coupons{coupon("A", FreeItem{"cup", 1, {}}), coupon("B", BuyXGetY{3, 1, {}}),
                                  coupon("C", FreeItem{"cup", 1, {}})};
        const auto all = priced(order, coupons);
        CHECK(amounts(all) == Amounts{300, 300, 300});
        CHECK(codes(all) == Codes{"B", "A", "C"});
    }
}

TEST_CASE("a price never falls below nothing, and a coupon that is not needed is not used") {
    const std::vector coupons{coupon("A", AmountOff{250, {}}), coupon("B", AmountOff{150, {}}),
                              coupon("C", AmountOff{200, {}})};
    const auto all = priced(order_of({cup}), coupons);
    CHECK(all.total == 0);
    CHECK(codes(all) == Codes{"A", "C", "B"});
    CHECK(amounts(all) == Amounts{250, 0, 50});  // of the two that suffice, those with the first codes
}

TEST_CASE("a coupon more never costs a cent, not even by how whole cents are spread") {
    // 95 % off 0.05 and 0.09 is 0.13 off, which leaves 0.00 and 0.01; the 0.03 off the second take the cent.
    // With the second item free first, 95 % off 0.05 leaves a cent that nobody takes.
    const auto order = order_of({{"a", {}, {}, 1, 5}, {"b", {}, {}, 1, 9}});
    std::vector coupons{coupon("A", PercentOff{9'500, {}, {}}),
                        coupon("B", AmountOff{3, {}}, products({"b"}))};
    CHECK(priced(order, coupons).total == 0);
    coupons.push_back(coupon("C", PercentOff{10'000, {}, {}}, products({"b"})));
    const auto all = priced(order, coupons);
    CHECK(all.total == 0);
    CHECK(codes(all) == Codes{"C", "A", "B"});
    CHECK(amounts(all) == Amounts{0, 13, 1});
}
