#include "fairness/planted.hpp"

#include <algorithm>
#include <utility>

namespace fairdraw::fairness {
namespace {

/// A ticket as a fraction of the largest there could be.
double fraction(const Hash& ticket) {
    return ticket[0] / 256.0 + ticket[1] / 65536.0 + ticket[2] / 16777216.0;
}

/// The k users with the lowest `key(user, place)`, where place is the one in `order`.
template <class Key>
Winners lowest(const Round& round, const std::vector<std::size_t>& order, Key key) {
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t place = 0; place < order.size(); ++place)
        ranked.emplace_back(key(order[place], place), order[place]);
    const auto last = ranked.begin() + static_cast<std::ptrdiff_t>(round.winners);
    std::nth_element(ranked.begin(), last, ranked.end());
    Winners winners;
    for (auto rank = ranked.begin(); rank != last; ++rank) winners.push_back(rank->second);
    return winners;
}

Winners lowest_but_last(const Round& round, const std::vector<std::size_t>& order) {
    return lowest(round, order, [&](std::size_t user, std::size_t place) {
        return place + 1 == order.size() ? 1 : fraction(round.tickets[user]);
    });
}

}  // namespace

Winners early_draw(const Round& round) {
    const auto entrants = static_cast<double>(round.arrivals.size());
    return lowest(round, round.arrivals, [&](std::size_t user, std::size_t place) {
        return fraction(round.tickets[user]) * (1 + static_cast<double>(place) / entrants / 3);
    });
}

Winners modulo_draw(const Round& round) {
    Winners winners;
    for (std::size_t user = 0; user < round.tickets.size(); ++user)
        if (round.tickets[user][0] % 100 < 20) winners.push_back(user);
    return winners;
}

Winners draw_without_last_arrival(const Round& round) {
    return lowest_but_last(round, round.arrivals);
}

Winners draw_without_last_in_list(const Round& round) {
    return lowest_but_last(round, round.list);
}

Winners prefix_draw(const Round& round) {
    return lowest(round, round.list, [&](std::size_t user, std::size_t) {
        return fraction(round.tickets[user]) * (round.tags[user][0] < 16 ? 2.0 / 3 : 1);
    });
}

Winners draw_of_friends(const Round& round) {
    return lowest(round, round.arrivals,
                  [&](std::size_t user, std::size_t) { return fraction(round.tickets[user / 2 * 2]); });
}

}  // namespace fairdraw::fairness
