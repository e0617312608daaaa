// The audit of an operator's log (draw-protocol.md, section 7): that it only grew, and that every round in it
// has one announcement and, once it is due, one outcome.
//
// Pure but for what the LogSource does. Calls in several threads do not disturb each other.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fairdraw/audit.hpp"
#include "fairdraw/checkpoint.hpp"
#include "fairdraw/cosignature.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw {

/// A server, or memory. What cannot be got at throws EvidenceUnavailable.
class LogSource {
  public:
    /// Takes the next leaf.
    using Sink = std::function<void(std::string_view leaf)>;

    virtual ~LogSource() = default;

    /// The newest checkpoint, as it was signed.
    virtual std::string checkpoint() = 0;

    /// Gives the first `size` leaves to `sink`, in order.
    virtual void leaves(std::uint64_t size, const Sink& sink) = 0;
};

struct LogAuditOptions {
    VerifierKey key;                         ///< the operator's
    UnixMs now;                              ///< what is due is due by then
    std::optional<SignedCheckpoint> since;   ///< what the log was seen to be before
    std::vector<WitnessKey> witnesses;       ///< whose cosignatures count
    std::vector<DrandChain> further_chains;  ///< beside quicknet
    /// What the operator signed with before `key`: `since` may be signed by one of them instead.
    std::vector<VerifierKey> former_keys;
};

/// Of the log as its checkpoint has it.
struct LogHead {
    std::uint64_t size = 0;
    Hash root{};
};

struct LogAuditReport {
    AuditReport report;           ///< without a round
    std::optional<LogHead> head;  ///< none exactly when unreadable
};

/// Reads the log once. Needs about 200 bytes a round. A log of more than 2^24 leaves is unreadable. Where
/// `log-signature` fails no leaf is asked for, and what they would tell is left open.
LogAuditReport audit_log(LogSource& source, const LogAuditOptions& options);

}  // namespace fairdraw
