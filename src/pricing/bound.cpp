#include "pricing/bound.hpp"

#include <algorithm>
#include <numeric>

#include "pricing/bound_percentages.hpp"
#include "pricing/price.hpp"
#include "pricing/spread.hpp"

namespace fairdraw::pricing {

namespace {

// The percentages of one scope, the largest first.
struct Percentages {
    std::array<int, max_together> basis_points{};
    std::size_t count = 0;

    void add(int more) {
        if (count < basis_points.size()) basis_points[count++] = more;
    }

    // What is left of `of` after the first n.
    MostOf chain(std::int64_t of) const {
        MostOf left{of};
        for (std::size_t n = 0; n < basis_points.size(); ++n)
            left[n + 1] = left[n] - scaled(left[n], basis_points[n], 10'000).quotient;
        return left;
    }
};

// All choices, by what bounds them.
struct Parts {
    Largest before;    // what is applied before the percentages of everything
    Percentages wide;  // those percentages
    Largest after;
};

// The choices of one scope, but for the percentages of everything.
struct InScope {
    Percentages percentages;
    Largest early, late;

    void add(const Choice& choice, bool of_everything) {
        const auto kind = choice.effect->kind();
        if (choice.effect->pure_percentage()) {
            percentages.add(choice.effect->basis_points());
        } else if (kind == Effect::Kind::amount_off || (kind == Effect::Kind::percent_off && of_everything)) {
            late.add(choice.amount);
        } else {
            early.add(choice.amount);
        }
    }

    void merge(Parts& parts, std::int64_t left) {
        const auto chain = percentages.chain(left);
        for (std::size_t n = 0; n < percentages.count; ++n) early.add(chain[n] - chain[n + 1]);
        early.add_to(parts.before, left);
        late.add_to(parts.after, left);
    }
};

Parts part(std::span<const Choice> choices, const Scopes& scopes) {
    Parts parts;
    std::array<InScope, max_considered> by_scope;
    for (const auto& choice : choices) {
        if (choice.scope == scopes.all && choice.effect->pure_percentage()) {
            parts.wide.add(choice.effect->basis_points());
        } else {
            by_scope[choice.scope].add(choice, choice.scope == scopes.all);
        }
    }
    for (std::size_t scope = 0; scope < scopes.left.size(); ++scope)
        if (scopes.left[scope] > 0) by_scope[scope].merge(parts, scopes.left[scope]);
    return parts;
}

void raise(std::int64_t& known, std::int64_t other) {
    known = std::max(known, other);
}

// Scope by scope, as if no two had an item in common; but percentages of everything take of what others left.
MostOf most_by_scopes(std::span<const Choice> choices, const Scopes& scopes, const Rest& rest) {
    const Parts parts = part(choices, scopes);
    const auto before = parts.before.sums(rest.money);
    const auto after = parts.after.sums(rest.money);
    MostOf most{};
    for (std::size_t b = 0; b <= max_together; ++b) {
        const auto left = parts.wide.chain(rest.money - before[b]);
        for (std::size_t w = 0; b + w <= max_together; ++w)
            for (std::size_t a = 0; b + w + a <= max_together; ++a)
                raise(most[b + w + a], std::min(rest.money, rest.money - left[w] + after[a]));
    }
    return most;
}

// Another way, better where scopes overlap: all percentages together, and to that what others take off.
MostOf most_by_kind(std::span<const Choice> choices, const Scopes& scopes, const Rest& rest) {
    const auto percentages = most_of_percentages(choices, scopes, rest);
    Largest others;
    for (const auto& choice : choices)
        if (!choice.effect->pure_percentage()) others.add(choice.amount);
    const auto in_addition = others.sums(rest.money);
    MostOf most{};
    for (std::size_t p = 0; p <= max_together; ++p)
        for (std::size_t o = 0; p + o <= max_together; ++o)
            raise(most[p + o], std::min(rest.money, percentages[p] + in_addition[o]));
    return most;
}

bool makes_units_free(const Choice& choice) {
    return choice.effect->kind() <= Effect::Kind::free_item;
}

}  // namespace

void Largest::add(std::int64_t amount) {
    for (auto& known : amounts_)
        if (amount > known) std::swap(amount, known);
}

std::int64_t Largest::sum_of(std::size_t n) const {
    return std::accumulate(
        amounts_.begin(), amounts_.begin() + static_cast<std::ptrdiff_t>(n), std::int64_t{},
        [](std::int64_t sum, std::int64_t amount) { return std::min(max_total, sum + amount); });
}

MostOf Largest::sums(std::int64_t there_is) const {
    MostOf sums{};
    for (std::size_t n = 0; n < amounts_.size(); ++n) sums[n + 1] = std::min(there_is, sums[n] + amounts_[n]);
    return sums;
}

void Largest::add_to(Largest& others, std::int64_t there_is) const {
    const auto own = sums(there_is);
    for (std::size_t n = 0; n < amounts_.size() && amounts_[n] > 0; ++n) others.add(own[n + 1] - own[n]);
}

MostOf most_of(std::span<const Choice> choices, const Scopes& scopes, const Rest& rest,
               std::int64_t shipping_left) {
    std::vector<Choice> of_items;
    Largest of_shipping;
    for (const auto& choice : choices) {
        if (choice.effect->kind() == Effect::Kind::free_shipping) {
            of_shipping.add(choice.amount);
        } else {
            of_items.push_back(choice);
        }
    }
    auto items = most_by_scopes(of_items, scopes, rest);
    if (std::ranges::none_of(of_items, makes_units_free)) {
        const auto other = most_by_kind(of_items, scopes, rest);
        for (std::size_t n = 0; n < items.size(); ++n) items[n] = std::min(items[n], other[n]);
    }
    const auto shipping = of_shipping.sums(shipping_left);
    MostOf most{};
    for (std::size_t i = 0; i <= max_together; ++i)
        for (std::size_t s = 0; i + s <= max_together; ++s) raise(most[i + s], items[i] + shipping[s]);
    return most;
}

}  // namespace fairdraw::pricing
