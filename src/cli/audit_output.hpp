// An audit's report, for a person and for a machine. Pure; any thread.
#pragma once

#include <string>

#include "fairdraw/audit.hpp"
#include "fairdraw/log_audit.hpp"

namespace fairdraw::cli {

/// Check by check in plain words, then a verdict that names what could not be checked. Ends in LF.
std::string report_for_person(const AuditReport& report, bool key_pinned);

/// The JSON of draw-protocol.md, section 5, in one line that ends in LF.
std::string report_as_json(const AuditReport& report, bool key_pinned);

/// The same of a log.
std::string report_for_person(const LogAuditReport& report);

/// The same, with `log`: its size and root, or null when unreadable.
std::string report_as_json(const LogAuditReport& report);

}  // namespace fairdraw::cli
