#include "audit_checks.hpp"
#include "finding.hpp"

namespace fairdraw {
namespace {

void require_ascending(Finding& finding, std::optional<std::uint64_t> disorder) {
    finding.require(!disorder, fmt::format("line {} does not ascend", disorder.value_or(0)));
}

void require_count(Finding& finding, std::uint64_t found, std::uint64_t stated, std::string_view text) {
    finding.require(found == stated, fmt::format("{} lines, {} says {}", found, text, stated));
}

Check check_entries(const Evidence& evidence) {
    const Close& close = evidence.close->text;
    Finding finding("entries");
    require_ascending(finding, evidence.entries.disorder);
    require_count(finding, evidence.entries.count, close.entries, "close.txt");
    finding.require(evidence.entries.root == close.entries_root, "the Merkle root is not the one closed");
    if (evidence.announcement.text.reserve) {
        finding.require(close.entries + close.disqualified <= close.reservations,
                        fmt::format("{} entries and {} disqualified, but only {} reservations", close.entries,
                                    close.disqualified, close.reservations));
    } else {
        finding.require(close.reservations == 0,
                        "reservations were closed although nobody needed to reserve");
    }
    return finding.conclude(fmt::format("{} entries, exactly those closed", evidence.entries.count));
}

Check check_disqualified(const Evidence& evidence) {
    const Close& close = evidence.close->text;
    const DisqualifiedFound& found = evidence.disqualified;
    Finding finding("disqualified");
    require_ascending(finding, found.disorder);
    require_count(finding, found.count, close.disqualified, "close.txt");
    finding.require(found.hash == close.disqualified_hash, "the file's hash is not the one closed");
    finding.require(!found.also_an_entry,
                    fmt::format("line {} of entries.txt is disqualified", found.also_an_entry.value_or(0)));
    return finding.conclude(fmt::format("{} disqualified, exactly those closed", found.count));
}

}  // namespace

void check_lists(const Evidence& evidence, std::vector<Check>& checks) {
    checks.push_back(check_entries(evidence));
    checks.push_back(check_disqualified(evidence));
}

}  // namespace fairdraw
