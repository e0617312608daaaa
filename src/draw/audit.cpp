#include "fairdraw/audit.hpp"

#include <algorithm>

#include "audit_checks.hpp"
#include "drand_chains.hpp"
#include "evidence_reader.hpp"

namespace fairdraw {
namespace {

AuditReport unreadable(const EvidenceReader& reader, std::string message) {
    return {
        .verdict = Verdict::unreadable, .round = reader.round(), .message = std::move(message), .checks = {}};
}

// A beacon keeps the operator from choosing only if the list was closed before it was due, and who is to say
// so but a witness?
std::optional<bool> could_choose(const Evidence& evidence, const std::vector<Check>& checks) {
    if (!evidence.draw) return std::nullopt;
    if (!evidence.draw->text.beacon) return true;
    const auto published = std::ranges::find(checks, "published", &Check::id);
    return published == checks.end() || published->ok != true;
}

// Without a beacon whoever has the secret and the list knows the result; with one, only once it was due.
bool could_be_withheld(const Evidence& evidence, const std::vector<DrandChain>& further_chains) {
    const auto& beacon = evidence.announcement.text.beacon;
    if (!beacon) return true;
    const auto chains = known_chains(further_chains);
    const DrandChain* chain = find_chain(chains, beacon->chain);
    return !chain || chain->due(beacon->number) <= evidence.voided->text.voided;
}

std::optional<Voided> find_void(const Evidence& evidence, const AuditOptions& options) {
    if (!evidence.voided) return std::nullopt;
    return Voided{.reason = evidence.voided->text.reason,
                  .after_close = evidence.close.has_value(),
                  .beacon_announced = evidence.announcement.text.beacon.has_value(),
                  .could_be_withheld = could_be_withheld(evidence, options.further_chains)};
}

std::optional<std::string> other_round_of_receipt(const Evidence& evidence, const AuditOptions& options) {
    if (!options.receipt || options.receipt->round == evidence.announcement.text.round) return std::nullopt;
    return options.receipt->round.text();
}

}  // namespace

std::vector<Check> run_checks(const Evidence& evidence, const AuditOptions& options) {
    std::vector<Check> checks;
    check_texts(evidence, checks);
    if (evidence.close) check_lists(evidence, checks);
    if (evidence.draw) {
        check_draw(evidence, options, checks);
        checks.push_back(check_published(evidence, options));
    }
    if (options.receipt) checks.push_back(check_receipt(evidence, *options.receipt));
    return checks;
}

AuditReport audit(EvidenceSource& source, const AuditOptions& options) {
    EvidenceReader reader(source, options);
    try {
        const auto evidence = reader.read();
        if (!evidence) return unreadable(reader, evidence.error().message());
        std::vector<Check> checks = run_checks(*evidence, options);
        const auto choice = could_choose(*evidence, checks);
        const bool failed = std::ranges::any_of(checks, [](const Check& check) { return check.ok == false; });
        return {.verdict = failed ? Verdict::fail : Verdict::pass,
                .round = reader.round(),
                .message = std::nullopt,
                .checks = std::move(checks),
                .operator_could_choose = choice,
                .voided = find_void(*evidence, options),
                .receipt_of_round = other_round_of_receipt(*evidence, options)};
    } catch (const EvidenceUnavailable& trouble) {
        return unreadable(reader, trouble.what());
    }
}

}  // namespace fairdraw
