#include "fairness/trial.hpp"

#include <algorithm>
#include <cstring>
#include <random>
#include <string>

#include "fairdraw/draw.hpp"
#include "fairdraw/merkle.hpp"
#include "fairdraw/sha256.hpp"
#include "fairdraw/texts.hpp"

namespace fairdraw::fairness {
namespace {

const RoundId& trial_id() {
    static const RoundId id = RoundId::parse("trial").value();
    return id;
}

Hash hash_of_close(const Round& round) {
    MerkleRoot tree;
    for (const std::size_t user : round.list) tree.append(round.tags[user]);
    return hash_of_text(format(Close{.origin = "trial",
                                     .round = trial_id(),
                                     .announcement = {},
                                     .closed = UnixMs{0},
                                     .reservations = 0,
                                     .entries = round.list.size(),
                                     .entries_root = tree.root(),
                                     .disqualified = 0,
                                     .disqualified_hash = sha256("")}));
}

/// Only the order in which users come is random in this way; what is drawn by is not.
std::mt19937_64 shuffler(const Hash& bytes) {
    std::uint64_t seed = 0;
    std::memcpy(&seed, bytes.data(), sizeof seed);
    return std::mt19937_64(seed);
}

}  // namespace

Round make_round(std::uint64_t entrants, const Quota& quota, const FreshBytes& fresh) {
    Round round;
    const TagKey key(fresh());
    for (std::size_t user = 0; user < entrants; ++user) {
        round.arrivals.push_back(user);
        round.list.push_back(user);
        round.tags.push_back(key.tag_of(trial_id(), std::to_string(user)));
    }
    auto random = shuffler(fresh());
    std::ranges::shuffle(round.arrivals, random);
    std::ranges::sort(round.list, {}, [&](std::size_t user) { return round.tags[user]; });
    round.close = hash_of_close(round);
    round.secret = fresh();
    round.seed = seed_of(round.close, round.secret, std::nullopt);
    for (const Tag& tag : round.tags) round.tickets.push_back(ticket_of(round.seed, tag));
    round.winners = winners_of(quota, entrants, round.seed);
    return round;
}

std::vector<Tag> tags_as_they_came(const Round& round) {
    std::vector<Tag> tags;
    for (const std::size_t user : round.arrivals) tags.push_back(round.tags[user]);
    return tags;
}

Winners users_of(const Round& round, const std::vector<Tag>& tags) {
    Winners users;
    const auto tag_of = [&](std::size_t user) { return round.tags[user]; };
    for (const Tag& tag : tags) users.push_back(*std::ranges::lower_bound(round.list, tag, {}, tag_of));
    return users;
}

Winners library_draw(const Round& round) {
    Redraw redraw(round.seed, round.winners);
    for (const std::size_t user : round.list) redraw.add(round.tags[user]);
    return users_of(round, std::move(redraw).finish().winners);
}

Tally::Tally(std::uint64_t entrants)
    : by_user(entrants), by_arrival(entrants), by_place_in_list(entrants), by_pair(entrants / 2) {}

void Tally::add(const Round& round, const Winners& winners) {
    std::vector<std::uint64_t> won(by_user.size());
    for (const std::size_t user : winners) {
        won[user] = 1;
        ++by_prefix[round.tags[user][0] / prefixes];
    }
    for (std::size_t place = 0; place < won.size(); ++place) {
        by_user[place] += won[place];
        by_arrival[place] += won[round.arrivals[place]];
        by_place_in_list[place] += won[round.list[place]];
    }
    for (std::size_t pair = 0; pair < by_pair.size(); ++pair)
        by_pair[pair] += won[2 * pair] & won[2 * pair + 1];
}

}  // namespace fairdraw::fairness
