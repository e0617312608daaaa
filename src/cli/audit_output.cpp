#include "cli/audit_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "fairdraw/identifiers.hpp"

namespace fairdraw::cli {
namespace {

using nlohmann::ordered_json;

std::string_view word(std::optional<bool> ok) {
    if (!ok) return "not checked";
    return *ok ? "ok" : "FAILED";
}

/// The ids of the checks that came out as `ok`, with commas between.
std::string ids_of(const AuditReport& report, std::optional<bool> ok) {
    std::string ids;
    for (const Check& check : report.checks) {
        if (check.ok != ok) continue;
        if (!ids.empty()) ids += ", ";
        ids += check.id;
    }
    return ids;
}

std::string verdict_line(const AuditReport& report) {
    const std::string unknown = ids_of(report, std::nullopt);
    const std::string not_checked = unknown.empty() ? "" : fmt::format("; not checked: {}", unknown);
    if (report.verdict == Verdict::fail)
        return fmt::format("FAIL: {}{}\n", ids_of(report, false), not_checked);
    const std::string_view voided = report.voided ? ", which says that the round was VOIDED" : "";
    return fmt::format("PASS: nothing contradicts what was signed{}{}\n", voided, not_checked);
}

std::string table_of(const AuditReport& report) {
    std::string text;
    std::size_t width = 0;
    for (const Check& check : report.checks) width = std::max(width, check.id.size());
    for (const Check& check : report.checks) {
        text += fmt::format("  {:<11}  {:<{}}  {}\n", word(check.ok), check.id, width, check.detail);
    }
    return text;
}

ordered_json json_of(const Voided& voided) {
    return {{"reason", voided.reason},
            {"closed", voided.after_close},
            {"operator_could_withhold", voided.could_be_withheld}};
}

ordered_json json_of(const AuditReport& report, bool key_pinned) {
    static constexpr std::string_view verdicts[] = {"pass", "fail", "unreadable"};
    ordered_json json;
    json["verdict"] = verdicts[static_cast<std::size_t>(report.verdict)];
    json["round"] = report.round ? ordered_json(*report.round) : ordered_json();
    json["message"] = report.message ? ordered_json(*report.message) : ordered_json();
    json["checks"] = ordered_json::array();
    for (const Check& check : report.checks) {
        json["checks"].push_back({{"id", check.id},
                                  {"ok", check.ok ? ordered_json(*check.ok) : ordered_json()},
                                  {"detail", check.detail}});
    }
    json["pinned"] = key_pinned;
    json["operator_could_choose"] =
        report.operator_could_choose ? ordered_json(*report.operator_could_choose) : ordered_json();
    json["void"] = report.voided ? json_of(*report.voided) : ordered_json();
    return json;
}

/// In one line. A path on the command line need not be UTF-8.
std::string line_of(const ordered_json& json) {
    return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

constexpr std::string_view key_not_pinned =
    "The key was not pinned: it came with the evidence, from whoever gave you that. Pin the operator's with "
    "--vkey FILE.\n";
constexpr std::string_view where_evidence_is =
    "There is no round's evidence at that place. A round's is at .../v1/rounds/ROUND/evidence, or in a "
    "folder with its "
    "files.\n";
constexpr std::string_view no_beacon =
    "With `beacon none` the operator knew the secret while people entered and could choose the winners, by "
    "adding tags, by\n"
    "disqualifying or by trying closing times. No audit of these files can rule that out.\n";

constexpr std::string_view not_witnessed =
    "The seed has a beacon in it, but no witness has said that the list was closed before the beacon was "
    "due: "
    "the operator could\n"
    "have known the seed, and could choose the winners. A witness's word is checked with --witness FILE.\n";

constexpr std::string_view withheld_without_beacon =
    "With `beacon none` the operator, who has the secret and the list, could see the result before anybody "
    "else\n"
    "and withhold it by voiding the round. No audit of these files can rule that out.\n";
constexpr std::string_view withheld_after_beacon =
    "The beacon was due by then, or it is not known when it was: the operator could see the result and "
    "withhold it\n"
    "by voiding the round.\n";
constexpr std::string_view not_due =
    "By the operator's clock the beacon was not due yet, so that nobody could know the result.\n";

std::string what_void_means(const Voided& voided) {
    // Some terminals would obey what a text may hold.
    const std::string reason =
        valid_void_reason(voided.reason) ? voided.reason : "(with control characters, and not shown)";
    const std::string_view known = !voided.could_be_withheld ? not_due
                                   : voided.beacon_announced ? withheld_after_beacon
                                                             : withheld_without_beacon;
    return fmt::format("The round was VOIDED {} the close, and nobody won. The operator's reason: {}\n{}",
                       voided.after_close ? "after" : "before", reason, known);
}

std::string what_was_possible(const AuditReport& report) {
    if (report.voided) return what_void_means(*report.voided);
    if (report.operator_could_choose != true) return {};
    const bool beacon =
        std::ranges::any_of(report.checks, [](const Check& check) { return check.id == "beacon-signature"; });
    return std::string(beacon ? not_witnessed : no_beacon);
}

std::string whose_receipt(const AuditReport& report) {
    if (!report.receipt_of_round) return {};
    return fmt::format(
        "THE RECEIPT IS OF ANOTHER ROUND, {}. That it is not kept here says nothing about the operator: "
        "audit "
        "that\nround's evidence with it.\n",
        *report.receipt_of_round);
}

}  // namespace

std::string report_for_person(const AuditReport& report, bool key_pinned) {
    if (report.verdict == Verdict::unreadable) {
        const auto message = report.message.value_or("");
        const bool no_evidence = message.starts_with("announcement.txt: missing");
        return fmt::format("UNREADABLE: {}\n{}", message, no_evidence ? where_evidence_is : "");
    }
    std::string text =
        fmt::format("Round {}\n\n{}\n{}", report.round.value_or(""), table_of(report), verdict_line(report));
    if (!key_pinned) text += key_not_pinned;
    text += whose_receipt(report);
    text += what_was_possible(report);
    return text;
}

std::string report_as_json(const AuditReport& report, bool key_pinned) {
    return line_of(json_of(report, key_pinned));
}

std::string report_for_person(const LogAuditReport& log) {
    if (!log.head) return fmt::format("UNREADABLE: {}\n", log.report.message.value_or(""));
    return fmt::format("Log of {} leaves, root {}\n\n{}\n{}", log.head->size, to_hex(log.head->root),
                       table_of(log.report), verdict_line(log.report));
}

std::string report_as_json(const LogAuditReport& log) {
    ordered_json json = json_of(log.report, true);
    json["log"] = nullptr;
    if (log.head) json["log"] = {{"size", log.head->size}, {"root", to_hex(log.head->root)}};
    return line_of(json);
}

}  // namespace fairdraw::cli
