// A closed round's lists, read piece by piece in the order they are published in: bounded memory, whatever
// the length. One thread a connection.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "postgres/connection.hpp"
#include "rounds/round.hpp"

namespace fairdraw::rounds {

inline constexpr int tags_a_page = 10'000;

// Runs a statement in whichever transaction the caller has.
using RunStatement = std::function<pqxx::result(const postgres::Statement&, postgres::Parameters)>;

// The page of valid tags, ascending, after `last`, which is nothing for the first page. Empty after the last.
std::vector<Tag> page_of_valid_tags(const RunStatement& run, RoundNumber round,
                                    const std::optional<Tag>& last);
// The page of winners' tags, in order of rank, after `last_rank`, which becomes the page's last: 0 for the
// first page. Empty after the last.
std::vector<Tag> page_of_winners(const RunStatement& run, RoundNumber round, std::int64_t& last_rank);

// All valid tags, ascending, of one moment. In a transaction that allows large sorts (allow_large_sorts.sql).
void for_each_valid_tag(const RunStatement& run, RoundNumber round,
                        const std::function<void(const Tag&)>& visit);
void for_each_winner(const RunStatement& run, RoundNumber round,
                     const std::function<void(const Tag&)>& visit);

// The whole of disqualified.txt.
struct DisqualifiedFile {
    std::int64_t count = 0;
    std::string text;
};
DisqualifiedFile disqualified_file(const RunStatement& run, RoundNumber round);

}  // namespace fairdraw::rounds
