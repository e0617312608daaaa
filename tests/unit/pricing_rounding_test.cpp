// Percentages are rounded down; what is spread is spread to the last minor unit.
#include <doctest/doctest.h>

#include <numeric>

#include "pricing_shop.hpp"

using namespace fairdraw::pricing;

namespace {

struct Row {
    std::vector<std::int64_t> prices;
    Benefit benefit;
    std::vector<std::int64_t> shares;
};

std::vector<Item> items_at(const std::vector<std::int64_t>& prices) {
    std::vector<Item> items;
    for (const auto price : prices) items.push_back({"p", {}, {}, 1, price});
    return items;
}

const std::vector<Row> rows{
    // A percentage of the whole, rounded down: 0.99, 1, 1.01, 499.95, 0.0001 of ten thousand.
    {{99}, PercentOff{100, {}, {}}, {0}},
    {{100}, PercentOff{100, {}, {}}, {1}},
    {{101}, PercentOff{100, {}, {}}, {1}},
    {{3'333}, PercentOff{1'500, {}, {}}, {499}},
    {{9'999}, PercentOff{1, {}, {}}, {0}},
    {{10'000}, PercentOff{1, {}, {}}, {1}},
    {{7}, PercentOff{10'000, {}, {}}, {7}},
    // Of the whole, not of each item: half of 1 + 1 + 1 is 1, and the first of equals gets it.
    {{1, 1, 1}, PercentOff{5'000, {}, {}}, {1, 0, 0}},
    {{1, 1, 1, 1}, PercentOff{5'000, {}, {}}, {1, 1, 0, 0}},
    // Three equal shares of 100, of 101, of 1.
    {{50, 50, 50}, AmountOff{100, {}}, {34, 33, 33}},
    {{50, 50, 50}, AmountOff{101, {}}, {34, 34, 33}},
    {{50, 50, 50}, AmountOff{1, {}}, {1, 0, 0}},
    // 10 of 1 : 2 : 4 is 1.43, 2.86, 5.71: down to 1, 2, 5; one more for the .86, and for the .71.
    {{10, 20, 40}, AmountOff{10, {}}, {1, 3, 6}},
    // 3 of 10 : 10 : 20 is .75, .75, 1.5: the .75s before the .5.
    {{10, 10, 20}, AmountOff{3, {}}, {1, 1, 1}},
    // An item that costs nothing gets nothing; one that costs 1 never more than 1.
    {{0, 5, 0}, AmountOff{3, {}}, {0, 3, 0}},
    {{1, 1, 98}, AmountOff{99, {}}, {1, 1, 97}},
    {{1, 1, 98}, AmountOff{100, {}}, {1, 1, 98}},
};

}  // namespace

TEST_CASE("rounding, line by line") {
    for (const auto& [prices, benefit, shares] : rows) {
        const auto order = order_of(items_at(prices), 1);
        // With free shipping, so that the benefit may take off nothing.
        const std::vector coupons{coupon("B", benefit), coupon("S", FreeShipping{{}, {}})};
        const auto best_price = best(order, coupons);
        const auto expected = std::accumulate(shares.begin(), shares.end(), std::int64_t{});
        CAPTURE(prices);
        CAPTURE(shares);
        CHECK(best_price.discount == expected + 1);
        if (expected == 0) {
            CHECK(codes(best_price) == std::vector<std::string>{"S"});
        } else {
            CHECK(by_item(best_price.coupons[0], prices.size()) == shares);
        }
    }
}
