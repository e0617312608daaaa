// The two auditors that are programs, `fairdraw audit` and web/audit, held against each other. One thread.
#pragma once

#include <string>
#include <vector>

namespace fairdraw::testing {

// An audit's arguments, without `audit` and `--json`.
using AuditArguments = std::vector<std::string>;

// Fails the running test where the two differ: in exit status, verdict, round, or any check's id, place and
// outcome. What they say about it may differ, and `fairdraw audit` may leave open whether a beacon's
// signature is good. web/node_modules must be there (scripts/web).
void check_auditors_agree(const std::vector<AuditArguments>& audits);

}  // namespace fairdraw::testing
