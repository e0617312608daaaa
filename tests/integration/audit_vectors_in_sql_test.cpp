// Every bundle of the vectors put into a database and audited there: the SQL auditor must find what the
// vectors say, and call unreadable what they do. What is about the form of a list's file, a verifier key or a
// signature is not for this auditor: the database has no such files, and PostgreSQL no Ed25519.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <pqxx/result>
#include <pqxx/transaction>
#include <set>
#include <sstream>

#include "fairdraw/audit.hpp"
#include "integration/rounds_database.hpp"
#include "unit/vectors.hpp"

using namespace fairdraw;
using namespace fairdraw::testing;

namespace {

using Ids = std::set<std::string>;

std::string literal(const std::string& text) {
    std::string sql = "'";
    for (const char c : text) {
        if (c == '\'') sql += c;
        sql += c;
    }
    return sql + "'";
}

std::vector<std::string> lines_of(const EvidenceInMemory& evidence, const std::string& file) {
    std::vector<std::string> lines;
    if (!evidence.files.count(file)) return lines;
    std::istringstream text(evidence.files.at(file));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

// The value of a line `key value` of a file; empty when there is none.
std::string value_in(const EvidenceInMemory& evidence, const std::string& file, const std::string& key) {
    for (const auto& line : lines_of(evidence, file))
        if (line.starts_with(key + " ")) return line.substr(key.size() + 1);
    return {};
}

// An INSERT of rows given as SQL; nothing where there are none.
std::string insert(const std::string& table, const std::vector<std::string>& rows) {
    if (rows.empty()) return {};
    return fmt::format("INSERT INTO fairdraw.{} VALUES {}; ", table, fmt::join(rows, ", "));
}

std::string entry_rows(const EvidenceInMemory& evidence) {
    std::vector<std::string> entries, disqualified;
    const auto enter = [&](const std::string& tag) {
        entries.push_back(fmt::format("(1, 'user-{}', '\\x{}', now())", entries.size(), tag));
    };
    for (const auto& tag : lines_of(evidence, "entries.txt")) enter(tag);
    for (const auto& line : lines_of(evidence, "disqualified.txt")) {
        disqualified.push_back(fmt::format("(1, 'user-{}', '{}')", entries.size(), line.substr(33)));
        enter(line.substr(0, 32));
    }
    return insert("entries (round_no, user_id, tag, received_at)", entries) +
           insert("disqualifications (round_no, user_id, reason)", disqualified);
}

std::string winner_rows(const EvidenceInMemory& evidence) {
    const auto seed = value_in(evidence, "draw.txt", "seed");
    std::vector<std::string> winners;
    for (const auto& tag : lines_of(evidence, "winners.txt")) {
        const auto rank = winners.size() + 1;
        winners.push_back(
            fmt::format("(1, {0}, coalesce((SELECT min(user_id) FROM fairdraw.entries WHERE tag = '\\x{1}'), "
                        "'nobody-{0}'), "
                        "'\\x{1}', sha256('\\x{2}{1}'))",
                        rank, tag, seed));
    }
    return insert("winners (round_no, rank, user_id, tag, ticket)", winners);
}

// What an operator's database holds when it has published this evidence.
std::string rows_of(const EvidenceInMemory& evidence) {
    const auto key = evidence.files.count("operator.vkey") ? lines_of(evidence, "operator.vkey").at(0) : "";
    auto id = value_in(evidence, "announcement.txt", "round");
    if (!valid_round_id(id)) id = "bundle";
    std::string sql = fmt::format(
        "INSERT INTO fairdraw.rounds (round_no, round_id, enter_from, enter_to, close_due_at, quota, beacon, "
        "operator_vkey, announced_at) OVERRIDING SYSTEM VALUE VALUES (1, {}, now(), now() + interval '1 s', "
        "now() + interval '1 s', '', 'none', {}, now()); SELECT fairdraw.make_partitions(1); ",
        literal(id), literal(key));
    auto secret = value_in(evidence, evidence.files.count("void.txt") ? "void.txt" : "draw.txt", "secret");
    if (!hash_from_hex(secret)) secret = std::string(64, '0');
    sql += fmt::format("INSERT INTO fairdraw.round_secrets VALUES (1, '\\x{0}', '\\x{0}'); ", secret);
    int leaf = 0;
    for (const std::string kind : {"announcement", "close", "draw", "void"})
        if (evidence.files.count(kind + ".txt"))
            sql += fmt::format(
                "INSERT INTO fairdraw.publications (round_no, kind, note, leaf_index) VALUES (1, '{}', {}, "
                "{}); ",
                kind, literal(evidence.files.at(kind + ".txt")), leaf++);
    return sql + entry_rows(evidence) + winner_rows(evidence);
}

struct Audited {
    Ids failing;
    std::string text;
};

Audited audit_in_sql(postgres::Connection& owner, const EvidenceInMemory& evidence) {
    pqxx::work rolled_back{owner.raw()};
    // What a tamperer would have to take out of the way first.
    rolled_back.exec("ALTER TABLE fairdraw.winners DROP CONSTRAINT winners_one_per_user");
    rolled_back.exec(rows_of(evidence));
    Audited audited;
    for (const auto& row : rolled_back.exec(
             "SELECT check_id, coalesce(ok::text, 'null'), detail FROM fairdraw.audit_round((SELECT "
             "round_id FROM fairdraw.rounds))")) {
        if (row[1].as<std::string>() == "false") audited.failing.insert(row[0].as<std::string>());
        audited.text += fmt::format("{} {} {}\n", row[0].c_str(), row[1].c_str(), row[2].c_str());
    }
    return audited;
}

// What these vectors say nothing about, because they name no people, and what cannot be checked in SQL.
void leave_out_people(Ids& ids) {
    for (const char* id :
         {"tag-key", "reserved", "in-window", "one-entry", "tags", "coupons", "columns",
          "announcement-signature", "close-signature", "draw-signature", "beacon-signature", "receipt"})
        ids.erase(id);
}

}  // namespace

TEST_CASE("every bundle, as rows of a database, fails exactly the checks it should") {
    postgres::Connection owner{{.url = PostgresCluster::shared().create_database(), .role = {}}};
    const auto expected = read_json(bundles / "expected.json");
    int audited_bundles = 0;
    for (const auto& [name, wanted] : expected.items()) {
        // The order of a file's lines; rows have none.
        if (wanted.at("verdict") == "unreadable" || name == "tampered/entries-not-ascending") continue;
        CAPTURE(name);
        const EvidenceInMemory evidence(bundles / name);
        auto audited = audit_in_sql(owner, evidence);
        CAPTURE(audited.text);
        auto failing = wanted.at("failing").get<Ids>();
        // The database's own secret is checked as well, and these texts do not tell it.
        if (value_in(evidence, "void.txt", "secret") == "none") audited.failing.erase("secret");
        leave_out_people(failing);
        leave_out_people(audited.failing);
        CHECK(audited.failing == failing);
        ++audited_bundles;
    }
    CHECK(audited_bundles > 60);
}

TEST_CASE("a text that is unreadable is called so") {
    postgres::Connection owner{{.url = PostgresCluster::shared().create_database(), .role = {}}};
    int refused = 0;
    const auto expected = read_json(bundles / "expected.json");
    for (const auto& [name, wanted] : expected.items()) {
        // A database may be on its way to either.
        if (wanted.at("verdict") != "unreadable" || name == "unreadable/neither-draw-nor-void") continue;
        EvidenceInMemory evidence(bundles / name);
        const auto message = audit(evidence).message.value_or("");
        const auto file = message.substr(0, message.find(".txt"));
        if (!Ids{"announcement", "close", "draw", "void"}.count(file)) continue;
        CAPTURE(name);
        const auto failure = failure_of([&] { audit_in_sql(owner, evidence); });
        CAPTURE(failure);
        // A date that does not exist is refused in PostgreSQL's own words, and what is no UTF-8 is not even
        // let in.
        const bool said = failure.find("unreadable") != std::string::npos ||
                          failure.find("date/time field value out of range") != std::string::npos ||
                          failure.find("invalid byte sequence") != std::string::npos;
        CHECK(said);
        ++refused;
    }
    CHECK(refused > 20);
}
