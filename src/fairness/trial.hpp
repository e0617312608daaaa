// Rounds to try a draw on: as in a real one, a tag key, a secret and a signed list's hash decide everything,
// and users come in another order every time. And the wins, counted by who and where somebody was.
//
// Pure but for the bytes it is given; one thread an object.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "fairdraw/quota.hpp"

namespace fairdraw::fairness {

/// 32 random bytes, other ones at each call.
using FreshBytes = std::function<Hash()>;

/// Users are numbered from 0.
struct Round {
    std::vector<std::size_t> arrivals;  ///< users in order of arrival
    std::vector<std::size_t> list;      ///< users in ascending order of their tags, as entries.txt lists them
    std::vector<Tag> tags;              ///< by user
    std::vector<Hash> tickets;          ///< by user
    Hash close{};                       ///< hash of the close that holds the list
    Hash secret{};
    Hash seed{};
    std::uint64_t winners = 0;  ///< k
};

/// A round of so many entrants by a rule, closed and ready to be drawn.
Round make_round(std::uint64_t entrants, const Quota& quota, const FreshBytes& fresh);

/// The tags of the users in order of arrival.
std::vector<Tag> tags_as_they_came(const Round& round);

/// Which users won a round.
using Winners = std::vector<std::size_t>;
using Drawing = std::function<Winners(const Round&)>;

/// The users with these tags, which are of the round.
Winners users_of(const Round& round, const std::vector<Tag>& tags);

/// What the service publishes: the library's draw over the round's tags.
Winners library_draw(const Round& round);

using Counts = std::vector<std::uint64_t>;

/// How many draws each place won.
struct Tally {
    static constexpr std::size_t prefixes = 16;

    explicit Tally(std::uint64_t entrants);
    void add(const Round& round, const Winners& winners);

    Counts by_user;
    Counts by_arrival;
    Counts by_place_in_list;
    Counts by_prefix = Counts(prefixes);  ///< by the first hexadecimal digit of the winner's tag
    Counts by_pair;                       ///< both of users 0 and 1, 2 and 3, …
};

}  // namespace fairdraw::fairness
