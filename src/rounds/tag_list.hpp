// A closed round's lists, read page by page in the order they are published in: bounded memory, whatever the
// length. One thread a connection.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fairdraw/bytes.hpp"
#include "postgres/connection.hpp"
#include "rounds/round.hpp"

namespace fairdraw::rounds {

inline constexpr int tags_a_page = 10'000;

struct WinnerLine {
    std::int64_t rank;
    std::string tag;     // hex
    std::string ticket;  // hex
};

// Runs a statement in whichever transaction the caller has.
using RunStatement = std::function<pqxx::result(const postgres::Statement&, postgres::Parameters)>;

// The page of valid tags (hex, ascending) after `last_tag`, which is empty for the first page. Empty after
// the last.
std::vector<std::string> page_of_valid_tags(const RunStatement& run, RoundNumber round,
                                            const std::string& last_tag);
// The page of winners after `last_rank`, which is 0 for the first page.
std::vector<WinnerLine> page_of_winners(const RunStatement& run, RoundNumber round, std::int64_t last_rank);

void for_each_valid_tag(const RunStatement& run, RoundNumber round,
                        const std::function<void(const Tag&)>& visit);
void for_each_winner(const RunStatement& run, RoundNumber round,
                     const std::function<void(const WinnerLine&)>& visit);

// The whole of disqualified.txt.
struct DisqualifiedFile {
    std::int64_t count = 0;
    std::string text;
};
DisqualifiedFile disqualified_file(const RunStatement& run, RoundNumber round);

}  // namespace fairdraw::rounds
