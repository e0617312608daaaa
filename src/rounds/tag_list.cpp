#include "rounds/tag_list.hpp"

#include <pqxx/result>

#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

std::vector<std::string> page_of_valid_tags(const RunStatement& run, RoundNumber round,
                                            const std::string& last_tag) {
    std::vector<std::string> tags;
    for (const auto& row : run(sql::page_valid_tags, {sql_value(round), "\\x" + last_tag, tags_a_page}))
        tags.push_back(row[0].as<std::string>());
    return tags;
}

std::vector<WinnerLine> page_of_winners(const RunStatement& run, RoundNumber round, std::int64_t last_rank) {
    std::vector<WinnerLine> winners;
    for (const auto& row : run(sql::page_winners, {sql_value(round), last_rank, tags_a_page}))
        winners.push_back({row[0].as<std::int64_t>(), row[1].as<std::string>(), row[2].as<std::string>()});
    return winners;
}

void for_each_valid_tag(const RunStatement& run, RoundNumber round,
                        const std::function<void(const Tag&)>& visit) {
    std::string last;
    while (true) {
        const auto page = page_of_valid_tags(run, round, last);
        for (const auto& tag : page) visit(tag_from_hex(tag).value());
        if (page.size() < tags_a_page) return;
        last = page.back();
    }
}

void for_each_winner(const RunStatement& run, RoundNumber round,
                     const std::function<void(const WinnerLine&)>& visit) {
    std::int64_t last = 0;
    while (true) {
        const auto page = page_of_winners(run, round, last);
        for (const auto& winner : page) visit(winner);
        if (page.size() < tags_a_page) return;
        last = page.back().rank;
    }
}

DisqualifiedFile disqualified_file(const RunStatement& run, RoundNumber round) {
    DisqualifiedFile file;
    for (const auto& row : run(sql::find_disqualified_entries, {sql_value(round)})) {
        file.text += row[0].as<std::string>() + " " + row[1].as<std::string>() + "\n";
        ++file.count;
    }
    return file;
}

}  // namespace fairdraw::rounds
