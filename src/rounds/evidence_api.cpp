// GET /v1/rounds/{round}/evidence/{file}: draw-protocol.md, section 4. The lists are written page by page
// from the database, in bounded memory however long they are.
#include <pqxx/result>

#include "fairdraw/tlog_proof.hpp"
#include "log/checkpoints.hpp"
#include "rounds/routes.hpp"
#include "rounds/tag_list.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

// Where what is published is read, and what signs the checkpoints of proofs.
struct Published {
    postgres::Pool& serving;
    log::Keys keys;
};

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

// Anybody's page may check a draw, and must be able to see that a file is missing.
http::Response open_to_all(http::Response response) {
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    return response;
}

// Nothing that would not say what it should: no witness in time, or a checkpoint that the round's own key did
// not sign.
std::optional<http::Response> proof_file(const Published& published, const pqxx::row& round,
                                         const pqxx::field& leaf_index, const pqxx::field& deadline_ms) {
    if (leaf_index.is_null()) return std::nullopt;
    const auto deadline =
        deadline_ms.is_null() ? std::nullopt : std::optional{UnixMs{deadline_ms.as<std::int64_t>()}};
    auto proof = log::find_proof(*published.serving.borrow(), published.keys, leaf_index.as<std::uint64_t>(),
                                 deadline);
    if (!proof) return std::nullopt;
    const auto key = VerifierKey::parse(round[1].as<std::string>()).value();
    const auto checkpoint = parse_tlog_proof(*proof, "proof").value().checkpoint;
    if (!count_signatures(checkpoint.note, key).good()) return std::nullopt;
    return text_file(*std::move(proof));
}

// The file, if it exists by now.
std::optional<http::Response> find_file(const Published& published, const pqxx::row& round,
                                        const std::string& file) {
    if (round[1].is_null()) return std::nullopt;  // nothing is drawn there
    auto& serving = published.serving;
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
    if (file == "announcement.proof") return proof_file(published, round, round[8], round[10]);
    if (file == "close.proof") return proof_file(published, round, round[9], round[11]);
    if (file == "entries.txt" && closed) return entries_file(serving, number, round[2].as<std::uint64_t>());
    if (file == "disqualified.txt" && closed)
        return text_file(disqualified_file(reading_from(serving), number).text);
    if (file == "winners.txt" && drawn)
        return list_file(winners_file(serving, number, round[3].as<std::uint64_t>()));
    return std::nullopt;
}

http::Response evidence(const Published& published, const http::Request& request) {
    const auto rows = published.serving.borrow()->read(sql::find_evidence, {request.path_parameter("round")});
    if (rows.empty())
        return open_to_all(http::problem(http::Code::round_not_found, "there is no such round"));
    const auto& file = request.path_parameter("file");
    auto response = find_file(published, rows[0], file);
    if (!response)
        return open_to_all(http::problem(http::Code::not_found, "there is no such file, or not yet"));
    // What is published never changes; of a proof, another witness may cosign the checkpoint, too.
    response->headers.emplace_back(
        "Cache-Control", file.ends_with(".proof") ? "no-cache" : "public, max-age=31536000, immutable");
    return open_to_all(*std::move(response));
}

}  // namespace

void add_evidence_routes(http::Router& router, postgres::Pool& serving, const SigningKeys& keys) {
    router.add("GET", "/v1/rounds/{round}/evidence/{file}", {http::Access::anyone},
               [published = Published{serving, keys.all()}](const http::Request& request) {
                   return evidence(published, request);
               });
}

}  // namespace fairdraw::rounds
