#include "fairdraw/audit.hpp"

#include <algorithm>

#include "audit_checks.hpp"
#include "evidence_reader.hpp"

namespace fairdraw {
namespace {

AuditReport unreadable(const EvidenceReader& reader, std::string message) {
    return {
        .verdict = Verdict::unreadable, .round = reader.round(), .message = std::move(message), .checks = {}};
}

// A beacon keeps the operator from choosing only if the list was closed before it was due, and who is to say
// so but a witness?
bool could_choose(const Evidence& evidence, const std::vector<Check>& checks) {
    if (!evidence.draw) return false;
    if (!evidence.draw->text.beacon) return true;
    const auto published = std::ranges::find(checks, "published", &Check::id);
    return published == checks.end() || published->ok != true;
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
        const bool choice = could_choose(*evidence, checks);
        const bool failed = std::ranges::any_of(checks, [](const Check& check) { return check.ok == false; });
        return {.verdict = failed ? Verdict::fail : Verdict::pass,
                .round = reader.round(),
                .message = std::nullopt,
                .checks = std::move(checks),
                .operator_could_choose = choice};
    } catch (const EvidenceUnavailable& trouble) {
        return unreadable(reader, trouble.what());
    }
}

}  // namespace fairdraw
