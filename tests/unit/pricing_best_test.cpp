// The best combination, where it is known without trying all of them: up to 50 coupons of one group.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <stdexcept>

#include "pricing_shop.hpp"

using namespace fairdraw::pricing;

namespace {

using Codes = std::vector<std::string>;

template <class MakeBenefit>
std::vector<Coupon> fifty(const MakeBenefit& benefit) {
    std::vector<Coupon> coupons;
    for (int i = 0; i < 50; ++i) coupons.push_back(coupon(fmt::format("C{:02}", i), benefit(i)));
    return coupons;
}

}  // namespace

TEST_CASE("nothing offered, or nothing that applies: the full price") {
    const auto order = order_of({cup}, 60);
    const std::vector elsewhere{coupon("A", AmountOff{100, {}}, products({"pot"}))};
    for (const auto& offered : {std::vector<Coupon>{}, elsewhere}) {
        const auto price = best(order, offered);
        CHECK(price.coupons.empty());
        CHECK(price.discount == 0);
        CHECK(price.total == 360);
    }
}

TEST_CASE("one that excludes all others is used if it alone is better") {
    const auto order = order_of({pot});
    std::vector offered{coupon("A", AmountOff{200, {}}), coupon("B", AmountOff{250, {}}),
                        coupon("C", AmountOff{449, {}}, {}, Stacking{})};
    CHECK(codes(best(order, offered)) == Codes{"B", "A"});
    offered.push_back(coupon("D", AmountOff{451, {}}, {}, Stacking{}));
    CHECK(codes(best(order, offered)) == Codes{"D"});
}

TEST_CASE("the one that allows fewer together is left out, or taken with fewer, whichever is better") {
    const auto order = order_of({pot});
    std::vector offered{coupon("A", AmountOff{100, {}}), coupon("B", AmountOff{100, {}}),
                        coupon("C", AmountOff{100, {}}), coupon("D", AmountOff{190, {}}, {}, {"shop", 2})};
    CHECK(codes(best(order, offered)) == Codes{"A", "B", "C"});
    offered.push_back(coupon("E", AmountOff{220, {}}, {}, {"shop", 2}));
    CHECK(codes(best(order, offered)) == Codes{"E", "D"});
}

TEST_CASE("of combinations that take off the same: the fewest coupons, then the first codes") {
    const auto order = order_of({pot}, 60);
    const std::vector offered{
        coupon("A", AmountOff{100, {}}),   coupon("B", AmountOff{100, {}}),
        coupon("C", AmountOff{900, {}}),   coupon("D", AmountOff{1'000, {}}),
        coupon("E", AmountOff{2'000, {}}), coupon("F", FreeShipping{{}, {}}),
    };
    CHECK(codes(best(order, offered)) == Codes{"D", "F"});
}

TEST_CASE("of fifty alike, the first five codes") {
    const auto order = order_of({times(3, pot), cup});
    for (const Benefit& benefit :
         {Benefit{PercentOff{500, {}, {}}}, Benefit{AmountOff{10, {}}}, Benefit{PercentOff{5'000, 7, {}}}}) {
        const auto price = best(order, fifty([&](int) { return benefit; }));
        CHECK(codes(price) == Codes{"C00", "C01", "C02", "C03", "C04"});
    }
}

TEST_CASE("of fifty percentages, the five largest") {
    const auto order = order_of({times(10, pot)});
    const auto price = best(order, fifty([](int i) { return PercentOff{100 * (i + 1), {}, {}}; }));
    CHECK(codes(price) == Codes{"C49", "C48", "C47", "C46", "C45"});
    CHECK(price.total == 380);  // 10000 * .50 * .51 * .52 * .53 * .54 = 379.5
}

TEST_CASE("of fifty amounts that each take it all, the first code alone") {
    const auto price = best(order_of({pot}), fifty([](int i) { return AmountOff{1'000 + 49 - i, {}}; }));
    CHECK(codes(price) == Codes{"C00"});
}

TEST_CASE("fifty coupons of which any five give almost the same, on a tiny order") {
    // 10.00 to 10.49 % of 100 in turn: 10, 9, 8, 7, 6 units, whichever they are, but with the larger ones one
    // more.
    const auto order = order_of({{"p", {}, {}, 1, 100}});
    const auto price = best(order, fifty([](int i) { return PercentOff{1'000 + i, {}, {}}; }));
    CHECK(price.total == 60);
    CHECK(price.coupons.size() == 5);
}

TEST_CASE("more than fifty coupons are not considered") {
    auto offered = fifty([](int i) { return AmountOff{i + 1, {}}; });
    CHECK_NOTHROW(best(order_of({pot}), offered));
    offered.push_back(coupon("more", AmountOff{1, {}}));
    CHECK_THROWS_AS(best(order_of({pot}), offered), std::invalid_argument);
}
