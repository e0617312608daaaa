#include "cli/fairness_output.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fairness/power.hpp"

namespace fairdraw::cli {
namespace {

using nlohmann::ordered_json;

std::string_view verdict_of(const fairness::Report& report) {
    if (!report.looks_fair()) return "unfair";
    return report.all_caught() ? "fair" : "blind";
}

std::string p_value(const fairness::Outcome& outcome) {
    return outcome.p_value == 0 ? "p < 1e-300" : fmt::format("p = {:.3g}", outcome.p_value);
}

std::string figures(const fairness::Outcome& outcome) {
    return fmt::format("chi-squared {:.1f} at {:.0f} degrees of freedom, {}", outcome.statistic,
                       outcome.degrees_of_freedom, p_value(outcome));
}

std::string verdict_line(const fairness::Report& report) {
    const auto verdict = verdict_of(report);
    if (verdict == "unfair") return "UNFAIR: a fair draw does not give these wins; see what failed above\n";
    if (verdict == "blind")
        return "BLIND: nothing speaks against the draw, but a planted bias was not caught, so that says "
               "little\n";
    return "FAIR: nothing speaks against the draw, and every planted bias was caught\n";
}

ordered_json outcome_json(const fairness::Outcome& outcome) {
    return {{"chi_squared", outcome.statistic},
            {"degrees_of_freedom", outcome.degrees_of_freedom},
            {"p_value", outcome.p_value}};
}

ordered_json finding_json(const fairness::Finding& finding) {
    ordered_json json{{"id", finding.id}, {"question", finding.question}};
    json.update(outcome_json(finding.outcome));
    json["fair"] = finding.looks_fair();
    for (const auto& [bias, points] : finding.detectable)
        json["would_have_found"].push_back(
            {{"bias", bias}, {"percentage_points", points ? ordered_json(*points) : ordered_json()}});
    json["wins"] = finding.wins;
    return json;
}

ordered_json planted_json(const fairness::Planted& planted) {
    ordered_json json{{"id", planted.id}, {"bias", planted.bias}, {"statistic", planted.statistic}};
    json.update(outcome_json(planted.outcome));
    json["caught"] = planted.caught();
    return json;
}

}  // namespace

std::string fairness_for_person(const fairness::Report& report, const std::string& draw) {
    std::string text = fmt::format(
        "{} rounds of {} entrants, {} of whom win in each ({}), each with fresh secrets.\nDrawn by {}.\n\n",
        report.trials.draws, report.trials.entries, report.trials.winners, format_quota(fairness::rule()),
        draw);
    for (const auto& finding : report.findings) {
        text += fmt::format("  {:<6}  {:<14}  {} {}\n", finding.looks_fair() ? "ok" : "FAILED", finding.id,
                            finding.question, figures(finding.outcome));
        for (const auto& [bias, points] : finding.detectable)
            text += fmt::format("{:26}{}: {}\n", "", bias,
                                points ? fmt::format("found from {:.2g} percentage points on", *points)
                                       : "not found, however large, at this size");
    }
    text += fmt::format(
        "\n\"Found\" is with probability {}. A p-value beyond {:g} from either end speaks against a draw.\n\n"
        "Biases planted in the same rounds:\n",
        fairness::sure, fairness::doubt);
    for (const auto& planted : report.planted)
        text += fmt::format("  {:<6}  {:<14}  {}; by {}: {}\n", planted.caught() ? "caught" : "MISSED",
                            planted.id, planted.bias, planted.statistic, p_value(planted.outcome));
    return text + "\n" + verdict_line(report);
}

std::string fairness_as_json(const fairness::Report& report, const std::string& draw) {
    ordered_json json{{"verdict", verdict_of(report)},
                      {"draw", draw},
                      {"rounds", report.trials.draws},
                      {"entrants", report.trials.entries},
                      {"winners", report.trials.winners},
                      {"quota", format_quota(fairness::rule())},
                      {"doubt", fairness::doubt},
                      {"power", fairness::sure},
                      {"statistics", ordered_json::array()},
                      {"planted", ordered_json::array()}};
    for (const auto& finding : report.findings) json["statistics"].push_back(finding_json(finding));
    for (const auto& planted : report.planted) json["planted"].push_back(planted_json(planted));
    return json.dump(2) + "\n";
}

}  // namespace fairdraw::cli
