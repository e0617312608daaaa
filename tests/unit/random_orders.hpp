// Orders and coupons by chance, always the same ones for a seed: small, so that amounts collide, prices reach
// zero, scopes overlap and everything can be tried.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "pricing/rule.hpp"

namespace fairdraw::pricing {

class Chance {
  public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}

    /// From `least` to `greatest`; the same on every platform, as no distribution of the standard's is.
    std::int64_t from(std::int64_t least, std::int64_t greatest) {
        return least +
               static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(greatest - least + 1));
    }
    bool once_in(std::int64_t n) { return from(1, n) == 1; }
    std::string one_of(const std::vector<std::string>& names) {
        return names[static_cast<std::size_t>(from(0, static_cast<std::int64_t>(names.size()) - 1))];
    }
    std::optional<std::int64_t> perhaps(std::int64_t n, std::int64_t least, std::int64_t greatest) {
        return once_in(n) ? std::optional{from(least, greatest)} : std::nullopt;
    }

    Order order(std::int64_t most_items, std::int64_t highest_price) {
        Order made{"TWD", {}, from(0, highest_price / 2)};
        for (auto items = from(1, most_items); items > 0; --items) {
            Item item{one_of({"cup", "pot", "tea"}), {}, {}, from(1, 4), from(0, highest_price)};
            if (!once_in(5)) item.merchant = one_of({"m1", "m2"});
            if (!once_in(5)) item.category = one_of({"c1", "c2", "c3"});
            made.items.push_back(item);
        }
        return made;
    }

    Rule rule(std::int64_t highest_amount) {
        return {once_in(20) ? "JPY" : "TWD", benefit(highest_amount), scope(), stacking()};
    }

    std::vector<Coupon> coupons(std::int64_t count, std::int64_t highest_amount) {
        std::vector<Coupon> made;
        for (std::int64_t i = 0; i < count; ++i) {
            // Now and then one more of the template before, and codes in no order.
            auto rule_of = i > 0 && once_in(4) ? made.back().rule : rule(highest_amount);
            made.push_back({"C" + std::to_string((i * 7 + 3) % 11), "t", std::move(rule_of)});
        }
        return made;
    }

    /// A few items of a few cents, and coupons that spread what they take off them: here whole cents matter
    /// most.
    Order order_of_cents() {
        Order made{"TWD", {{"cup", {}, {}, 1, from(1, 12)}, {"pot", {}, {}, 1, from(1, 12)}}, 0};
        if (once_in(2)) made.items.push_back({"tea", {}, {}, 1, from(1, 12)});
        return made;
    }

    std::vector<Coupon> spreading_coupons(std::int64_t count) {
        std::vector<Coupon> made;
        for (std::int64_t i = 0; i < count; ++i) {
            const Benefit benefit = once_in(2)
                                        ? Benefit{AmountOff{from(1, 12), {}}}
                                        : Benefit{PercentOff{static_cast<int>(from(1, 20) * 500), {}, {}}};
            Scope scope;
            if (once_in(2)) scope = {Scope::Kind::products, {"cup"}};
            if (once_in(3)) scope = {Scope::Kind::products, {"cup", "pot"}};
            if (once_in(3)) scope = {Scope::Kind::products, {"pot"}};
            made.push_back({"C" + std::to_string(i), "t", {"TWD", benefit, scope, {"group", 5}}});
        }
        return made;
    }

  private:
    Benefit benefit(std::int64_t most) {
        switch (from(0, 5)) {
            case 0:
                return BuyXGetY{from(1, 2), from(1, 2), perhaps(2, 1, 2)};
            case 1:
                return FreeItem{one_of({"cup", "pot", "tea"}), from(1, 2), perhaps(4, 1, most)};
            case 2:
                return FreeShipping{perhaps(2, 1, most), perhaps(4, 1, most)};
            case 3:
                return AmountOff{from(1, most), perhaps(4, 1, most)};
            default:
                return PercentOff{static_cast<int>(from(1, 10'000)), perhaps(3, 1, most),
                                  perhaps(6, 1, most)};
        }
    }

    Scope scope() {
        switch (from(0, 4)) {
            case 0:
                return {Scope::Kind::merchants, {one_of({"m1", "m2"})}};
            case 1:
                return {Scope::Kind::categories,
                        once_in(2) ? std::vector<std::string>{"c1", "c3"} : std::vector<std::string>{"c2"}};
            case 2:
                return {Scope::Kind::products, {one_of({"cup", "pot", "tea"})}};
            default:
                return {};
        }
    }

    Stacking stacking() {
        if (once_in(12)) return {};
        return {once_in(12) ? "other" : "group", static_cast<int>(from(1, 8) > 2 ? 5 : from(1, 5))};
    }

    std::mt19937_64 engine_;
};

}  // namespace fairdraw::pricing
