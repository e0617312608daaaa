#include "audit_checks.hpp"
#include "fairdraw/merkle.hpp"
#include "finding.hpp"

namespace fairdraw {

Check check_receipt(const Evidence& evidence, const Receipt& receipt) {
    const Announcement& announced = evidence.announcement.text;
    const ReceiptsText& batch = receipt.receipts;
    Finding finding("receipt");
    finding.require(receipt.round == announced.round,
                    fmt::format("this receipt is of round {}: hold it against that round's evidence",
                                receipt.round.text()));
    // All else would follow from that.
    if (!finding.held()) return finding.conclude("");
    finding.require(count_signatures(receipt.note, evidence.key).good(), "its note does not verify");
    finding.require(receipt.origin == announced.origin && batch.origin == announced.origin,
                    "it is of another origin");
    finding.require(batch.round == receipt.round, "its note is of another round");
    finding.require(receipt.received_at <= batch.committed, "committed before it was received");
    const Hash leaf = merkle_leaf_hash(receipt_leaf(receipt.tag, receipt.received_at, receipt.salt));
    finding.require(verify_inclusion(leaf, receipt.index, batch.size, receipt.path, batch.root),
                    "its path does not lead to the root that was signed");
    finding.require(announced.enter.contains(receipt.received_at), "received outside the entry window");
    if (!evidence.close)
        return finding.conclude_unknown("the round was not closed: there is no list it must be in");
    finding.require(batch.committed <= evidence.close->text.closed, "committed after the close");
    finding.require(evidence.receipt_listed, "the tag is neither in entries.txt nor in disqualified.txt");
    return finding.conclude("the promised entry is among those closed");
}

}  // namespace fairdraw
