// The two auditors that are programs, `fairdraw audit` and web/audit, held against each other. One thread.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace fairdraw::testing {

// An audit's arguments, without `audit` and `--json`.
using AuditArguments = std::vector<std::string>;

// Fails the running test where the two differ: in exit status, verdict, round, or any check's id, place and
// outcome. What they say about it may differ, and `fairdraw audit` may leave open whether a beacon's
// signature is good. web/node_modules must be there (scripts/web).
void check_auditors_agree(const std::vector<AuditArguments>& audits);

// What each of the two says of what is unreadable to both.
std::vector<std::string> why_unreadable(const AuditArguments& audit);

// Runs a script of tests/support by node, and returns the JSON that each line of its output holds. Throws
// when it fails.
std::vector<nlohmann::json> run_script(const std::string& script, const std::filesystem::path& argument);

}  // namespace fairdraw::testing
