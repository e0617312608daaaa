// An operator's log over HTTP, for `fairdraw audit --log`. One thread.
#pragma once

#include <memory>
#include <string>

#include "fairdraw/log_audit.hpp"

namespace fairdraw::cli {

/// `address` is the log's base, as in https://shop.example/v1/log: the checkpoint and the leaves are below
/// it. Throws EvidenceUnavailable when it is no such address; so does reading for whatever goes wrong.
std::unique_ptr<LogSource> open_log(const std::string& address);

}  // namespace fairdraw::cli
