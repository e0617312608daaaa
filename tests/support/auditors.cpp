#include "support/auditors.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "support/child_process.hpp"
#include "support/stage.hpp"
#include "support/temporary_folder.hpp"

namespace fairdraw::testing {

namespace {

using Json = nlohmann::json;

struct Audited {
    int status = -1;
    Json report;
};

Audited audit_in_cpp(AuditArguments arguments) {
    arguments.insert(arguments.begin(), "audit");
    arguments.push_back("--json");
    const ProgramResult result = run_fairdraw(arguments);
    return {.status = result.status.code, .report = Json::parse(result.output, nullptr, false)};
}

// All of them in one process: starting node costs more than most audits do.
std::vector<Audited> audit_in_javascript(const std::vector<AuditArguments>& audits) {
    const TemporaryFolder folder;
    std::string lines;
    for (const AuditArguments& arguments : audits) lines += Json(arguments).dump() + "\n";
    std::vector<Audited> audited;
    for (const Json& line : run_script("audit_lines.mjs", folder.write("audits", lines))) {
        audited.push_back({.status = line.at("status"), .report = line.at("report")});
    }
    return audited;
}

// "close-signature: true" and so on; what only a pairing auditor knows is left out where one of them does
// not.
std::vector<std::string> outcomes(const Json& report, bool with_pairing) {
    std::vector<std::string> outcomes;
    for (const Json& check : report.at("checks")) {
        const std::string id = check.at("id");
        const bool left_open = id == "beacon-signature" && !with_pairing;
        outcomes.push_back(fmt::format("{}: {}", id, left_open ? "left open" : check.at("ok").dump()));
    }
    return outcomes;
}

bool pairs(const Json& report) {
    return std::ranges::none_of(report.at("checks"), [](const Json& check) {
        return check.at("id") == "beacon-signature" && check.at("ok").is_null();
    });
}

bool is_verdict_on_its_checks(const Audited& audited) {
    const bool fails = std::ranges::any_of(audited.report.at("checks"),
                                           [](const Json& check) { return check.at("ok") == false; });
    const std::string verdict = audited.report.at("verdict");
    if (verdict == "unreadable") return audited.status == 2 && audited.report.at("checks").empty();
    return verdict == (fails ? "fail" : "pass") && audited.status == (fails ? 1 : 0);
}

bool is_unreadable(const Audited& audited) {
    return audited.report.at("verdict") == "unreadable";
}

void check_agreement(const Audited& cpp, const Audited& javascript) {
    INFO("C++: " << cpp.report.dump());
    INFO("JavaScript: " << javascript.report.dump());
    REQUIRE(cpp.report.is_object());
    REQUIRE(javascript.report.is_object());
    CHECK(is_verdict_on_its_checks(cpp));
    CHECK(is_verdict_on_its_checks(javascript));
    CHECK(is_unreadable(cpp) == is_unreadable(javascript));
    const bool with_pairing = pairs(cpp.report);
    CHECK(outcomes(cpp.report, with_pairing) == outcomes(javascript.report, with_pairing));
    for (const char* member : {"round", "pinned", "operator_could_choose", "void", "log"}) {
        CHECK(cpp.report.value(member, Json()) == javascript.report.value(member, Json()));
    }
}

}  // namespace

std::vector<Json> run_script(const std::string& script, const std::filesystem::path& argument) {
    const auto path = std::filesystem::path(FAIRDRAW_TESTS) / "support" / script;
    Command command;
    command.arguments = {"/usr/bin/env", "node", path.string(), argument.string()};
    const ProgramResult result = run(std::move(command), std::chrono::seconds(120));
    if (result.status.code != 0) throw std::runtime_error(script + " ended badly: " + result.errors);
    std::vector<Json> lines;
    std::istringstream output(result.output);
    for (std::string line; std::getline(output, line);) lines.push_back(Json::parse(line));
    return lines;
}

std::vector<std::string> why_unreadable(const AuditArguments& audit) {
    const Audited cpp = audit_in_cpp(audit);
    const Audited javascript = audit_in_javascript({audit}).at(0);
    check_agreement(cpp, javascript);
    REQUIRE(is_unreadable(cpp));
    return {cpp.report.at("message"), javascript.report.at("message")};
}

void check_auditors_agree(const std::vector<AuditArguments>& audits) {
    const std::vector<Audited> javascript = audit_in_javascript(audits);
    REQUIRE(javascript.size() == audits.size());
    std::vector<Audited> cpp(audits.size());
    for_each_of(static_cast<int>(audits.size()), [&](int i) { cpp[i] = audit_in_cpp(audits[i]); });
    for (std::size_t i = 0; i < audits.size(); ++i) {
        INFO(fmt::format("{}", fmt::join(audits[i], " ")));
        check_agreement(cpp[i], javascript[i]);
    }
}

}  // namespace fairdraw::testing
