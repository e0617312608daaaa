// The checks of an audit (draw-protocol.md, section 5), each on evidence that was read in full.
//
// Each takes what the texts state elsewhere as given, so that one lie fails as few checks as it can. Pure;
// any thread.
#pragma once

#include <vector>

#include "evidence_reader.hpp"
#include "fairdraw/audit.hpp"

namespace fairdraw {

/// In the protocol's order. With a draw or without, with a close or without: those that apply.
std::vector<Check> run_checks(const Evidence& evidence, const AuditOptions& options);

/// What the texts say of one another: `chain`, `times`, `secret`, the signatures.
void check_texts(const Evidence& evidence, std::vector<Check>& checks);

/// What the close says of the lists: `entries`, `disqualified`.
void check_lists(const Evidence& evidence, std::vector<Check>& checks);

/// What follows from the draw: `beacon` to `winners`.
void check_draw(const Evidence& evidence, const AuditOptions& options, std::vector<Check>& checks);

/// Whether witnesses saw the texts in the log in time. With a draw only.
Check check_published(const Evidence& evidence, const AuditOptions& options);

Check check_receipt(const Evidence& evidence, const Receipt& receipt);

}  // namespace fairdraw
