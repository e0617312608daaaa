#include "rounds/tag_list.hpp"

#include <pqxx/result>

#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

// A page comes as one value: a row a tag would cost as much again.
std::vector<Tag> tags_in(const pqxx::result& page) {
    std::vector<Tag> tags;
    const auto field = page[0][0];
    const std::string_view hex{field.c_str(), field.size()};
    constexpr std::size_t hex_digits = 2 * std::tuple_size_v<Tag>;
    tags.reserve(hex.size() / hex_digits);
    for (std::size_t at = 0; at < hex.size(); at += hex_digits)
        tags.push_back(tag_from_hex(hex.substr(at, hex_digits)).value());
    return tags;
}

}  // namespace

std::vector<Tag> page_of_valid_tags(const RunStatement& run, RoundNumber round,
                                    const std::optional<Tag>& last) {
    const auto after = last ? ByteView{*last} : ByteView{};
    return tags_in(run(sql::page_valid_tags, {sql_value(round), after, tags_a_page}));
}

std::vector<Tag> page_of_winners(const RunStatement& run, RoundNumber round, std::int64_t& last_rank) {
    const auto page = run(sql::page_winners, {sql_value(round), last_rank, tags_a_page});
    if (!page[0][1].is_null()) last_rank = page[0][1].as<std::int64_t>();
    return tags_in(page);
}

void for_each_valid_tag(const RunStatement& run, RoundNumber round,
                        const std::function<void(const Tag&)>& visit) {
    // A row a tag, and still cheaper than pages: those would be sorted again, or follow the index to rows
    // anywhere.
    run(sql::open_valid_tags, {sql_value(round)});
    for (auto page = run(sql::fetch_valid_tags, {}); !page.empty(); page = run(sql::fetch_valid_tags, {}))
        for (const auto& row : page) {
            const auto tag = row[0];  // bytea as text: \x and hex
            visit(tag_from_hex({tag.c_str() + 2, tag.size() - 2}).value());
        }
    run(sql::close_valid_tags, {});
}

void for_each_winner(const RunStatement& run, RoundNumber round,
                     const std::function<void(const Tag&)>& visit) {
    std::int64_t last_rank = 0;
    while (true) {
        const auto page = page_of_winners(run, round, last_rank);
        for (const auto& tag : page) visit(tag);
        if (page.size() < tags_a_page) return;
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
