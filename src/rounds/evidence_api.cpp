// GET /v1/rounds/{round}/evidence/{file}: draw-protocol.md, section 4. The lists are written page by page
// from the database, in bounded memory however long they are.
#include <pqxx/result>

#include "log/checkpoints.hpp"
#include "rounds/routes.hpp"
#include "rounds/tag_list.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

constexpr std::uint64_t bytes_a_line = 33;  // a tag in hex and its LF

RunStatement reading_from(postgres::Pool& serving) {
    return [&serving](const postgres::Statement& statement, postgres::Parameters parameters) {
        return serving.borrow()->read(statement, parameters);
    };
}

http::Response text_file(std::string text) {
    return {200, "text/plain; charset=utf-8", std::move(text), {}, {}};
}
http::Response list_file(http::Stream stream) {
    return {200, "text/plain; charset=utf-8", {}, {}, std::move(stream)};
}

void write_lines(const std::vector<Tag>& tags, std::string& chunk) {
    chunk.clear();
    for (const auto& tag : tags) (chunk += to_hex(tag)) += '\n';
}

// Nothing when the round's partition has been dropped.
std::optional<http::Response> entries_file(postgres::Pool& serving, RoundNumber round,
                                           std::uint64_t entries) {
    const auto run = reading_from(serving);
    auto first = page_of_valid_tags(run, round, std::nullopt);
    if (first.empty() && entries > 0) return std::nullopt;
    return list_file(
        {entries * bytes_a_line, [run, round, page = std::move(first)](std::string& chunk) mutable {
             write_lines(page, chunk);
             page =
                 page.size() < tags_a_page ? std::vector<Tag>{} : page_of_valid_tags(run, round, page.back());
             return !chunk.empty();
         }});
}

http::Stream winners_file(postgres::Pool& serving, RoundNumber round, std::uint64_t winners) {
    return {winners * bytes_a_line,
            [run = reading_from(serving), round, before = std::int64_t{0}](std::string& chunk) mutable {
                write_lines(page_of_winners(run, round, before), chunk);
                before += tags_a_page;
                return !chunk.empty();
            }};
}

// May still change: another witness may cosign, too.
http::Response with_caching(http::Response response, bool final) {
    response.headers.emplace_back("Cache-Control",
                                  final ? "public, max-age=31536000, immutable" : "no-cache");
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    return response;
}

std::optional<http::Response> proof_file(postgres::Pool& serving, const pqxx::field& leaf_index) {
    if (leaf_index.is_null()) return std::nullopt;
    auto proof = log::find_proof(*serving.borrow(), leaf_index.as<std::uint64_t>());
    if (!proof) return std::nullopt;
    return text_file(*std::move(proof));
}

// The file, if it exists by now.
std::optional<http::Response> find_file(postgres::Pool& serving, const pqxx::row& round,
                                        const std::string& file) {
    const RoundNumber number{round[0].as<std::int32_t>()};
    const auto note = [&](int column) -> std::optional<http::Response> {
        if (round[column].is_null()) return std::nullopt;
        return text_file(round[column].as<std::string>());
    };
    const bool closed = !round[5].is_null();
    const bool drawn = !round[6].is_null();
    if (file == "operator.vkey") return text_file(round[1].as<std::string>() + "\n");
    if (file == "announcement.txt") return note(4);
    if (file == "close.txt") return note(5);
    if (file == "draw.txt") return note(6);
    if (file == "void.txt") return note(7);
    if (file == "announcement.proof") return proof_file(serving, round[8]);
    if (file == "close.proof") return proof_file(serving, round[9]);
    if (file == "entries.txt" && closed) return entries_file(serving, number, round[2].as<std::uint64_t>());
    if (file == "disqualified.txt" && closed)
        return text_file(disqualified_file(reading_from(serving), number).text);
    if (file == "winners.txt" && drawn)
        return list_file(winners_file(serving, number, round[3].as<std::uint64_t>()));
    return std::nullopt;
}

http::Response evidence(postgres::Pool& serving, const http::Request& request) {
    const auto rows = serving.borrow()->read(sql::find_evidence, {request.path_parameter("round")});
    if (rows.empty()) return http::problem(http::Code::round_not_found, "there is no such round");
    const auto& file = request.path_parameter("file");
    auto response = find_file(serving, rows[0], file);
    if (!response) return http::problem(http::Code::not_found, "there is no such file, or not yet");
    return with_caching(*std::move(response), !file.ends_with(".proof"));
}

}  // namespace

void add_evidence_routes(http::Router& router, postgres::Pool& serving) {
    router.add("GET", "/v1/rounds/{round}/evidence/{file}", {http::Access::anyone},
               [&serving](const http::Request& request) { return evidence(serving, request); });
}

}  // namespace fairdraw::rounds
