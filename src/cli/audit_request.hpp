// What somebody asked `fairdraw audit` for, and the files that go with it. One thread.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "fairdraw/log_audit.hpp"
#include "fairdraw/unreadable.hpp"

namespace fairdraw::cli {

/// Options as they were given; empty where they were not.
struct AuditRequest {
    std::string place;  ///< of a round's evidence: either this
    std::string log;    ///< or this, an address
    std::string since_file;
    std::vector<std::string> vkey_files;  ///< of a log the operator's key, and then those they had before
    std::string receipt_file;
    std::string drand_chain_file;
    std::vector<std::string> witness_files;
    bool json = false;
};

/// Reads the files. They throw EvidenceUnavailable for one that cannot be got at.
tl::expected<AuditOptions, Unreadable> read_options(const AuditRequest& request);
tl::expected<LogAuditOptions, Unreadable> read_log_options(const AuditRequest& request, UnixMs now);

}  // namespace fairdraw::cli
