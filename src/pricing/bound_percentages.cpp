#include "pricing/bound_percentages.hpp"

#include <algorithm>
#include <cmath>

namespace fairdraw::pricing {

namespace {

// Of what n percentages take off all that is left, the logarithm of what they leave: the least first.
using Logarithms = std::array<double, max_together>;

void add(Logarithms& known, double more) {
    for (auto& logarithm : known)
        if (more < logarithm) std::swap(more, logarithm);
}

double logarithm(const Choice& choice, const Scopes& scopes, std::int64_t money) {
    const auto kept = static_cast<double>(10'000 - choice.effect->basis_points()) / 10'000;
    const auto part = static_cast<double>(scopes.left[choice.scope]) / static_cast<double>(money);
    return part * std::log(kept);  // of 100 percent: minus infinity
}

}  // namespace

MostOf most_of_percentages(std::span<const Choice> choices, const Scopes& scopes, const Rest& rest) {
    MostOf most{};
    Logarithms logarithms{};
    for (const auto& choice : choices)
        if (choice.effect->pure_percentage()) add(logarithms, logarithm(choice, scopes, rest.money));
    double sum = 0;
    for (std::size_t n = 0; n < logarithms.size(); ++n) {
        sum += logarithms[n];
        const auto off = -std::expm1(sum) * (1 + 1e-12) * static_cast<double>(rest.money);
        const auto spread = static_cast<std::int64_t>(n * rest.items);
        most[n + 1] = std::min(rest.money, static_cast<std::int64_t>(off) + 1 + spread);
    }
    return most;
}

}  // namespace fairdraw::pricing
