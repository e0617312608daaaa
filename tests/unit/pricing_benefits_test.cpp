// What one coupon takes off an order, kind by kind, as a shop would tell it.
#include <doctest/doctest.h>

#include <random>

#include "pricing_shop.hpp"

using namespace fairdraw::pricing;

using Amounts = std::vector<std::int64_t>;

TEST_CASE("spend 10, get 2 off: over all items, as much as each costs") {
    const auto order = order_of({pot, cup, cup}, 60);
    const std::vector coupons{coupon("C", AmountOff{200, 1'000})};
    const auto priced = price(order, coupons).value();
    CHECK(priced.discount == 200);
    CHECK(priced.total == 1'460);  // 1600 and the shipping, less 200
    CHECK(by_item(priced.coupons[0], 3) == Amounts{125, 38, 37});
    CHECK(priced.coupons[0].shipping == 0);
}

TEST_CASE("an amount that is more than there is takes all there is, and nothing else") {
    const auto taken = alone(order_of({cup, tea}, 60), AmountOff{10'000, {}}, products({"tea"}));
    CHECK(taken.amount == 200);
    CHECK(by_item(taken, 2) == Amounts{0, 200});
}

TEST_CASE("15 percent off, at most 1.50") {
    const auto order = order_of({pot, times(2, tea)});
    CHECK(alone(order, PercentOff{1'500, {}, {}}).amount == 210);
    const auto capped = alone(order, PercentOff{1'500, 150, {}});
    CHECK(capped.amount == 150);
    CHECK(by_item(capped, 2) == Amounts{107, 43});  // 107.14 and 42.86
}

TEST_CASE("free shipping takes the shipping and no more, capped or not") {
    const auto order = order_of({cup}, 60);
    for (const auto& [cap, off] : std::vector<std::pair<std::optional<std::int64_t>, std::int64_t>>{
             {std::nullopt, 60}, {50, 50}, {70, 60}}) {
        const auto taken = alone(order, FreeShipping{cap, {}});
        CHECK(taken.amount == off);
        CHECK(taken.shipping == off);
        CHECK(taken.items.empty());
    }
}

TEST_CASE("buy two get one: of each three, the most expensive first, the cheapest is free") {
    SUBCASE("five cups: one") {
        CHECK(alone(order_of({times(5, cup)}), BuyXGetY{2, 1, {}}).amount == 300);
    }
    SUBCASE("pots and tea, three each: a pot and a tea") {
        const auto taken = alone(order_of({times(3, tea), times(3, pot)}), BuyXGetY{2, 1, {}});
        CHECK(by_item(taken, 2) == Amounts{200, 1'000});
    }
    SUBCASE("pot, cup, tea: the tea; a fourth unit changes which are together") {
        CHECK(by_item(alone(order_of({tea, cup, pot}), BuyXGetY{2, 1, {}}), 3) == Amounts{200, 0, 0});
        CHECK(by_item(alone(order_of({tea, cup, times(2, pot)}), BuyXGetY{2, 1, {}}), 3) ==
              Amounts{0, 300, 0});
    }
    SUBCASE("once an order: the group that is worth most") {
        const auto taken = alone(order_of({times(3, tea), times(3, pot)}), BuyXGetY{2, 1, 1});
        CHECK(by_item(taken, 2) == Amounts{0, 1'000});
    }
    SUBCASE("of equal price: what comes first in the order is bought, what comes last is free") {
        auto mug = cup;
        mug.product = "mug";
        CHECK(by_item(alone(order_of({cup, mug}), BuyXGetY{1, 1, {}}), 2) == Amounts{0, 300});
    }
    SUBCASE("only of what the scope names") {
        const auto order = order_of({times(2, pot), times(3, tea)});
        CHECK(alone(order, BuyXGetY{2, 1, {}}, categories({"food"})).amount == 200);
    }
}

TEST_CASE("buy one get two: two of each three") {
    CHECK(alone(order_of({pot, cup, tea}), BuyXGetY{1, 2, {}}).amount == 500);
}

TEST_CASE("a free cup: as many as the coupon says and the order holds, the most expensive first") {
    auto large = cup;
    large.unit_price = 400;
    const auto order = order_of({pot, times(2, cup), large});
    CHECK(by_item(alone(order, FreeItem{"cup", 1, {}}), 3) == Amounts{0, 0, 400});
    CHECK(by_item(alone(order, FreeItem{"cup", 2, {}}), 3) == Amounts{0, 300, 400});
    CHECK(by_item(alone(order, FreeItem{"cup", 9, {}}), 3) == Amounts{0, 600, 400});
}

TEST_CASE("a scope names merchants, categories or products, and an item without one is in none of them") {
    auto loose = tea;
    loose.merchant = loose.category = std::nullopt;
    const auto order = order_of({cup, tea, loose});
    const AmountOff all{10'000, {}};
    CHECK(by_item(alone(order, all), 3) == Amounts{300, 200, 200});
    CHECK(by_item(alone(order, all, merchants({"bakery", "pottery"})), 3) == Amounts{300, 0, 0});
    CHECK(by_item(alone(order, all, categories({"food"})), 3) == Amounts{0, 200, 0});
    CHECK(by_item(alone(order, all, products({"tea"})), 3) == Amounts{0, 200, 200});
}

TEST_CASE("the largest order that there may be is priced to the last unit") {
    Order order{"TWD", {}, max_money};
    for (std::size_t i = 0; i < max_items; ++i)
        order.items.push_back({"p", {}, {}, max_quantity, max_money - static_cast<std::int64_t>(i)});
    const auto taken = alone(order, PercentOff{3'333, {}, {}});
    CHECK(taken.amount == 666'599'999'933'673'300);  // 0.3333 of 200 * 10^16 - 10^4 * (0 + … + 199)
    std::int64_t sum = 0;
    for (const auto& share : taken.items) sum += share.amount;
    CHECK(sum == taken.amount);
    const std::vector both{coupon("A", PercentOff{10'000, {}, {}}), coupon("B", FreeShipping{{}, {}})};
    CHECK(price(order, both).value().total == 0);
}

TEST_CASE("several coupons that could each take off nearly all of the largest order") {
    Order order{"TWD", {}, max_money};
    for (std::size_t i = 0; i < max_items; ++i)
        order.items.push_back({"p", {}, std::to_string(i % 8), max_quantity, max_money});
    std::mt19937 random{17};
    for (int trial = 0; trial < 40; ++trial) {
        std::vector<Coupon> many;
        for (char code = 'A'; code < 'H'; ++code) {
            Scope scope{Scope::Kind::categories, {}};
            for (char category = '0'; category < '8'; ++category)
                if (random() % 8) scope.ids.push_back({category});
            many.push_back(
                coupon({code}, PercentOff{9'500 + static_cast<int>(random() % 500), {}, {}}, scope));
        }
        const auto all = best(order, many);
        CHECK(all.total >= 0);
        CHECK(all.total == subtotal(order) + order.shipping - all.discount);
        // More to choose from is never dearer: a sum past the end of an int64 would have passed over the
        // best.
        many.pop_back();
        CHECK(all.discount >= best(order, many).discount);
    }
}
