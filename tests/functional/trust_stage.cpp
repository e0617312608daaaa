#include "functional/trust_stage.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fairdraw/receipt.hpp"
#include "support/receipt_json.hpp"
#include "support/temporary_folder.hpp"

namespace fairdraw::testing {

namespace {

const std::string round_id = "evening";
constexpr int people = 20;

template <class Text>
Text text_in(const EvidenceInMemory& evidence, const std::string& file,
             tl::expected<Text, Unreadable> (*parse)(std::string_view, std::string_view)) {
    return parse(parse_note(evidence.files.at(file), file).value().text, file).value();
}

std::string disqualified_file(const std::map<Tag, std::string>& disqualified) {
    std::string file;
    for (const auto& [tag, reason] : disqualified) file += fmt::format("{} {}\n", to_hex(tag), reason);
    return file;
}

template <class Tags>
std::string lines_of(const Tags& tags) {
    std::string file;
    for (const Tag& tag : tags) file += to_hex(tag) + "\n";
    return file;
}

// quicknet's real output, as the vectors have it.
DrandBeacon beacon_1000() {
    const EvidenceInMemory bundle(std::filesystem::path(FAIRDRAW_VECTORS) / "bundles" /
                                  "drand-quicknet-1000");
    return text_in(bundle, "draw.txt", parse_draw).beacon.value();
}

Ids failing(const AuditReport& report) {
    REQUIRE_MESSAGE(report.verdict != Verdict::unreadable, report.message.value_or(""));
    Ids ids;
    for (const Check& check : report.checks)
        if (check.ok == false) ids.push_back(check.id);
    return ids;
}

}  // namespace

const SigningKey& stolen_key() {
    static const auto key = [] {
        auto line = read_file(TestKeys::shared().signing_key());
        line.pop_back();
        return SigningKey::parse(line).value();
    }();
    return key;
}

Receipt receipt_from(const nlohmann::json& json) {
    return parse_receipt(receipt_fields(json), "receipt").value();
}

LogInMemory log_with(const std::vector<std::string>& texts) {
    return LogInMemory(texts, stolen_key());
}

LogInMemory honest_log() {
    return log_with(PlayedRound::shared().log);
}

LogInMemory log_of(Stage& stage) {
    const auto head = parse_signed_checkpoint(stage.anyone.get("/v1/log/checkpoint").body, "checkpoint");
    const auto leaves =
        stage.anyone.get(fmt::format("/v1/log/leaves?from=0&to={}", head.value().checkpoint.size)).json();
    LogInMemory log(leaves.at("leaves"), stolen_key());
    log.said = stage.anyone.get("/v1/log/checkpoint").body;
    return log;
}

PlayedRound::PlayedRound() {
    Stage stage;
    database_url = stage.database_url;
    announce(stage.operator_, plan_open_round(round_id, 2500));
    wait_for_state(stage.anyone, round_id, {"entering"});
    std::vector<nlohmann::json> answers(people);
    for_each_of(people, [&](int i) {
        answers[static_cast<std::size_t>(i)] =
            stage.user(user_name(i)).post("/v1/rounds/" + round_id + "/entry").json();
    });
    for (int i = 0; i < people; ++i)
        receipts.emplace(user_name(i), receipt_from(answers[static_cast<std::size_t>(i)].at("receipt")));
    wait_for_draw(stage.anyone, round_id);
    for (const char* file : {"operator.vkey", "announcement.txt", "close.txt", "draw.txt", "entries.txt",
                             "disqualified.txt", "winners.txt"})
        evidence.files[file] =
            stage.anyone.get(fmt::format("/v1/rounds/{}/evidence/{}", round_id, file)).body;
    log = log_of(stage).texts;
    const auto secrets = query(
        database_url, "SELECT encode(secret, 'hex'), encode(tag_key, 'hex') FROM fairdraw.round_secrets");
    secret = hash_from_hex(secrets.at(0).at(0)).value();
    tag_key = hash_from_hex(secrets.at(0).at(1)).value();
}

const PlayedRound& PlayedRound::shared() {
    static const PlayedRound round;
    return round;
}

Forger::Forger()
    : announcement(text_in(PlayedRound::shared().evidence, "announcement.txt", parse_announcement)),
      close(text_in(PlayedRound::shared().evidence, "close.txt", parse_close)),
      draw(text_in(PlayedRound::shared().evidence, "draw.txt", parse_draw)) {
    for (const auto& [user, receipt] : PlayedRound::shared().receipts) entries.insert(receipt.tag);
    close_and_draw();
}

Forger Forger::with_beacon() {
    Forger forger;
    const auto moved = [by = beacon_due.value - 30'000 - forger.announcement.enter.to.value](UnixMs& time) {
        time.value += by;
    };
    moved(forger.announcement.enter.from);
    moved(forger.announcement.enter.to);
    moved(forger.announcement.announced);
    forger.close.closed = UnixMs{beacon_due.value - 29'000};
    forger.draw.beacon = beacon_1000();
    forger.draw.drawn = beacon_due;
    forger.announcement.beacon = forger.draw.beacon->round;
    forger.close_and_draw();
    return forger;
}

void Forger::close_list() {
    MerkleRoot root;
    for (const Tag& tag : entries) root.append(tag);
    close.announcement = hash_of_text(announcement_text());
    close.entries = entries.size();
    close.entries_root = root.root();
    close.disqualified = disqualified.size();
    close.disqualified_hash = sha256(disqualified_file(disqualified));
}

void Forger::draw_winners() {
    draw.close = hash_of_text(close_text());
    draw.seed =
        seed_of(draw.close, draw.secret, draw.beacon ? std::optional(draw.beacon->randomness) : std::nullopt);
    draw.winners = winners_of(announcement.quota, entries.size(), draw.seed);
    Redraw redraw(draw.seed, draw.winners);
    for (const Tag& tag : entries) redraw.add(tag);
    DrawResult result = std::move(redraw).finish();
    draw.winners_root = result.winners_root;
    draw.cutoff = result.cutoff;
    winners = std::move(result.winners);
}

void Forger::close_and_draw() {
    close_list();
    draw_winners();
}

bool Forger::wins(const Tag& tag) const {
    return std::ranges::find(winners, tag) != winners.end();
}

std::string Forger::entries_file() const {
    return lines_of(entries);
}
std::string Forger::winners_file() const {
    return lines_of(winners);
}

EvidenceInMemory Forger::sign() const {
    EvidenceInMemory evidence;
    evidence.files = {{"operator.vkey", stolen_key().verifier_key().format() + "\n"},
                      {"announcement.txt", stolen_key().sign(announcement_text())},
                      {"close.txt", stolen_key().sign(close_text())},
                      {"draw.txt", stolen_key().sign(draw_text())},
                      {"entries.txt", entries_file()},
                      {"disqualified.txt", disqualified_file(disqualified)},
                      {"winners.txt", winners_file()}};
    return evidence;
}

EvidenceInMemory Forger::sign_witnessed(UnixMs announcement_seen, UnixMs close_seen) const {
    const LogInMemory log(texts(), stolen_key());
    EvidenceInMemory evidence = sign();
    evidence.files["announcement.proof"] =
        log.proof(0, 1, north().cosign(log.head(1), seconds_of(announcement_seen)));
    evidence.files["close.proof"] = log.proof(1, 2, north().cosign(log.head(2), seconds_of(close_seen)));
    return evidence;
}

Tag friends_tag() {
    const Forger played;
    for (const Tag& tag : played.entries)
        if (!played.wins(tag)) return tag;
    throw std::logic_error("everybody won");
}

int grind(Forger& forger, const Tag& tag, const std::function<void(int attempt)>& alter) {
    int attempts = 0;
    do {
        REQUIRE(attempts < 1000);
        alter(++attempts);
        forger.close_and_draw();
    } while (!forger.wins(tag));
    return attempts;
}

Ids named(EvidenceInMemory evidence, AuditOptions options) {
    options.pinned_key = stolen_key().verifier_key();
    return failing(audit(evidence, options));
}

std::optional<bool> published(EvidenceInMemory evidence) {
    const AuditReport report = audit(evidence, {.pinned_key = stolen_key().verifier_key(),
                                                .further_chains = {},
                                                .receipt = {},
                                                .witnesses = {north().verifier_key()}});
    REQUIRE_MESSAGE(report.verdict != Verdict::unreadable, report.message.value_or(""));
    return std::ranges::find(report.checks, "published", &Check::id)->ok;
}

Ids named(LogInMemory log, std::optional<std::string> checkpoint_kept) {
    const Forger played;
    LogAuditOptions options{.key = stolen_key().verifier_key(),
                            .now = {played.draw.drawn.value + 3'600'000},
                            .since = {},
                            .witnesses = {},
                            .further_chains = {}};
    if (checkpoint_kept) options.since = parse_signed_checkpoint(*checkpoint_kept, "kept").value();
    return failing(audit_log(log, options).report);
}

Ids named_in_database(const std::string& database_url, const std::string& round,
                      const std::string& tampering) {
    Ids ids;
    const auto audit = fmt::format(
        "BEGIN; {}; SET LOCAL ROLE fairdraw_auditor; SELECT check_id FROM fairdraw.audit_round('{}') WHERE "
        "NOT ok",
        tampering, round);
    for (const auto& row : query(database_url, audit)) ids.push_back(row[0]);
    return ids;
}

Ids named_in_database(const std::string& tampering) {
    return named_in_database(PlayedRound::shared().database_url, round_id, tampering);
}

}  // namespace fairdraw::testing
