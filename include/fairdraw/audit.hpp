// The audit of a round (draw-protocol.md, section 5): everything is read, then everything is checked.
//
// Pure but for what the EvidenceSource does. Calls in several threads do not disturb each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fairdraw/cosignature.hpp"
#include "fairdraw/drand.hpp"
#include "fairdraw/evidence.hpp"
#include "fairdraw/note.hpp"
#include "fairdraw/receipt.hpp"

namespace fairdraw {

struct AuditOptions {
    std::optional<VerifierKey> pinned_key;   ///< instead of operator.vkey
    std::vector<DrandChain> further_chains;  ///< beside quicknet
    std::optional<Receipt> receipt;          ///< what an entrant was promised
    std::vector<WitnessKey> witnesses;       ///< whose word on times is taken
};

struct Check {
    std::string id;
    std::optional<bool> ok;  ///< none: this auditor could not check it, and `detail` says why
    std::string detail;
};

enum class Verdict { pass, fail, unreadable };

/// What there is to say of a round that was not drawn.
struct Voided {
    std::string reason;  ///< the operator's; may hold control characters from U+007F
    bool after_close = false;
    bool beacon_announced = false;
    /// The operator could compute the result, and withhold it: with `beacon none`, or once the beacon was due
    /// (where it is not known when that was, too).
    bool could_be_withheld = true;
};

struct AuditReport {
    Verdict verdict = Verdict::unreadable;
    std::optional<std::string> round;
    std::optional<std::string> message;  ///< exactly when unreadable
    std::vector<Check> checks;           ///< in the protocol's order; empty when unreadable
    /// Drawn with `beacon none`, so that the operator knew the secret all along; or with a beacon, but no
    /// witness says that the list was closed before it was due. None where there are no winners to judge.
    std::optional<bool> operator_could_choose;
    std::optional<Voided> voided;  ///< instead of drawn
    /// The round of the receipt that was brought along, where it is not the round audited.
    std::optional<std::string> receipt_of_round;
};

/// Reads each file once. Needs about 50 bytes a winner and 16 a disqualified entry, however many entered. A
/// text beyond 1 MiB, a list beyond 4 GiB and a line of a list beyond 64 KiB are unreadable.
AuditReport audit(EvidenceSource& source, const AuditOptions& options = {});

}  // namespace fairdraw
