// The files that whoever audits brings along: a verifier key, witnesses, a receipt, an earlier checkpoint of
// the log, the description of a drand chain. One thread.
//
// What is no such file is answered with why; what cannot be read at all throws EvidenceUnavailable.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "fairdraw/audit.hpp"
#include "fairdraw/checkpoint.hpp"
#include "fairdraw/cosignature.hpp"
#include "fairdraw/note.hpp"
#include "fairdraw/receipt.hpp"
#include "fairdraw/unreadable.hpp"

namespace fairdraw::cli {

/// A whole file of at most 1 MiB.
std::string read_input(const std::string& file);

tl::expected<VerifierKey, Unreadable> read_verifier_key(const std::string& file);

/// A witness's key, and perhaps its submission prefix.
tl::expected<Witness, Unreadable> read_witness(const std::string& file);

/// A checkpoint of a log, as it was signed.
tl::expected<SignedCheckpoint, Unreadable> read_checkpoint(const std::string& file);

/// JSON of draw-protocol.md, section 6, or the answer to POST entry whose `receipt` it is. Further fields are
/// ignored; a field that stands twice is refused.
tl::expected<Receipt, Unreadable> read_receipt(const std::string& file);
tl::expected<Receipt, Unreadable> parse_receipt_file(const std::string& bytes, const std::string& file);

/// drand's chain information as JSON (`/<chain hash>/info`). Only chains of quicknet's scheme are taken.
tl::expected<DrandChain, Unreadable> read_drand_chain(const std::string& file);
tl::expected<DrandChain, Unreadable> parse_drand_chain_file(const std::string& bytes,
                                                            const std::string& file);

}  // namespace fairdraw::cli
