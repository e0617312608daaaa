// Where `fairdraw audit` reads evidence from: a folder, or a base address over HTTP. One thread.
#pragma once

#include <memory>
#include <string>

#include "fairdraw/evidence.hpp"

namespace fairdraw::cli {

/// `place` begins with http:// or https://, or is a folder. Throws EvidenceUnavailable when it is neither.
std::unique_ptr<EvidenceSource> open_evidence(const std::string& place);

/// Files of a folder.
std::unique_ptr<EvidenceSource> open_evidence_folder(const std::string& folder);

/// `address/<file>` by GET. Only 200 is an answer and only 404 and 410 mean missing; redirects are not
/// followed, so that the evidence is what that address says and nobody else.
std::unique_ptr<EvidenceSource> open_evidence_address(const std::string& address);

}  // namespace fairdraw::cli
