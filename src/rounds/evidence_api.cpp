// GET /v1/rounds/{round}/evidence/{file}: draw-protocol.md, section 4. The lists are written page by page
// from the database, in bounded memory however long they are.
#include <spdlog/spdlog.h>

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
    http::Counter altered_lists;
};

constexpr std::string_view no_such_file =
    "there is no such file, or not yet; the evidence is operator.vkey, announcement.txt, announcement.proof, "
    "close.txt, close.proof, entries.txt, disqualified.txt, draw.txt, winners.txt, and of a void round "
    "void.txt";

// A list of a round, and how many lines of it were signed. What stands in the database is served, whatever it
// is, so that auditors find what is wrong with it; and whoever runs the service is told.
struct SignedList {
    std::string round;
    const char* file;
    std::uint64_t lines;
    http::Counter altered_lists;

    void check_length(std::uint64_t found) {
        if (found == lines) return;
        altered_lists.add();
        spdlog::error("event=list_altered round={} file={} lines={} signed={}", round, file, found, lines);
    }
};

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

// Up to the first page that is not full.
http::Stream stream_of(SignedList list, std::function<std::vector<Tag>()> next_page) {
    const auto next = [list = std::move(list), next_page = std::move(next_page),
                       found = std::uint64_t{0}](std::string& chunk) mutable {
        const auto page = next_page();
        write_lines(page, chunk);
        found += page.size();
        const bool more = page.size() == tags_a_page;
        if (!more) list.check_length(found);
        return more;
    };
    return {std::nullopt, next};
}

// Nothing when the round's partition has been dropped.
std::optional<http::Response> entries_file(postgres::Pool& serving, RoundNumber round, SignedList list) {
    const auto run = reading_from(serving);
    auto first = page_of_valid_tags(run, round, std::nullopt);
    if (first.empty() && list.lines > 0) return std::nullopt;
    return list_file(
        stream_of(std::move(list), [run, round, page = std::move(first), is_first = true]() mutable {
            if (!is_first) page = page_of_valid_tags(run, round, page.back());
            is_first = false;
            return page;
        }));
}

http::Response winners_file(postgres::Pool& serving, RoundNumber round, SignedList list) {
    return list_file(stream_of(std::move(list),
                               [run = reading_from(serving), round, last_rank = std::int64_t{0}]() mutable {
                                   return page_of_winners(run, round, last_rank);
                               }));
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
                                        const std::string& id, const std::string& file) {
    if (round[1].is_null()) return std::nullopt;  // nothing is drawn there
    auto& serving = published.serving;
    const RoundNumber number{round[0].as<std::int32_t>()};
    const auto note = [&](int column) -> std::optional<http::Response> {
        if (round[column].is_null()) return std::nullopt;
        return text_file(round[column].as<std::string>());
    };
    const auto list = [&](const char* name, int column) -> SignedList {
        return {id, name, round[column].as<std::uint64_t>(), published.altered_lists};
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
    if (file == "entries.txt" && closed) return entries_file(serving, number, list("entries.txt", 2));
    if (file == "disqualified.txt" && closed)
        return text_file(disqualified_file(reading_from(serving), number).text);
    if (file == "winners.txt" && drawn) return winners_file(serving, number, list("winners.txt", 3));
    return std::nullopt;
}

// Signed texts never change. Of a proof, another witness may cosign the checkpoint, too; and a list that
// somebody altered in the database is put right one day.
const char* caching_of(const std::string& file) {
    if (file.ends_with(".proof")) return "no-cache";
    const bool is_list = file == "entries.txt" || file == "winners.txt" || file == "disqualified.txt";
    return is_list ? "public, max-age=60" : "public, max-age=31536000, immutable";
}

http::Response evidence(const Published& published, const http::Request& request) {
    const auto& round = request.path_parameter("round");
    const auto rows = published.serving.borrow()->read(sql::find_evidence, {round});
    if (rows.empty())
        return open_to_all(http::problem(http::Code::round_not_found, "there is no such round"));
    const auto& file = request.path_parameter("file");
    auto response = find_file(published, rows[0], round, file);
    if (!response) return open_to_all(http::problem(http::Code::not_found, no_such_file));
    response->headers.emplace_back("Cache-Control", caching_of(file));
    return open_to_all(*std::move(response));
}

}  // namespace

void add_evidence_routes(http::Router& router, postgres::Pool& serving, const SigningKeys& keys,
                         http::Counter altered_lists) {
    router.add("GET", "/v1/rounds/{round}/evidence/{file}",
               {.access = http::Access::anyone, .throttling = http::Throttling::exempt},
               [published = Published{serving, keys.all(), altered_lists}](const http::Request& request) {
                   return evidence(published, request);
               });
}

}  // namespace fairdraw::rounds
