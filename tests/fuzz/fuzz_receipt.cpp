// An entrant's receipt, from its JSON to the check against a real round: it is a receipt or it is told why
// not, and what is true of a receipt is true of no other one.
#include <string>

#include "cli/audit_inputs.hpp"
#include "draw/audit_checks.hpp"
#include "fuzz_target.hpp"
#include "support/evidence_in_memory.hpp"

namespace {

using namespace fairdraw;

/// The round of the vectors' receipts.
Evidence read_round() {
    testing::EvidenceInMemory files(std::filesystem::path(FAIRDRAW_VECTORS) / "bundles" / "three-hundred");
    const AuditOptions options;
    return EvidenceReader(files, options).read().value();
}

void try_chain(const std::string& json) {
    const auto chain = cli::parse_drand_chain_file(json, "chain.json");
    if (chain) fuzz::require(chain->period_s > 0 && chain->genesis_s >= 0, "a chain goes forward");
}

/// A receipt that was true is so no longer when anything in it is another.
void require_no_other_is_true(Evidence& round, const Receipt& receipt) {
    const auto refused = [&](auto alter) {
        Receipt other = receipt;
        alter(other);
        return check_receipt(round, other).ok == false;
    };
    fuzz::require(refused([](Receipt& it) { it.tag.back() ^= 1; }), "the tag is bound");
    fuzz::require(refused([](Receipt& it) { it.salt.back() ^= 1; }), "the salt is bound");
    fuzz::require(refused([](Receipt& it) { --it.received_at.value; }), "the time is bound");
    fuzz::require(refused([](Receipt& it) { ++it.index; }), "the place is bound");
    fuzz::require(refused([](Receipt& it) { it.path.emplace_back(); }), "the path is bound");
    fuzz::require(refused([](Receipt& it) { it.note.text += ' '; }), "the batch is bound");
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    static Evidence round = read_round();
    const std::string json(input);
    try_chain(json);
    const auto receipt = cli::parse_receipt_file(json, "receipt.json");
    if (!receipt)
        return require(receipt.error().message().starts_with("receipt.json"), "what is wrong is said");
    for (const char more : {'\0', 'x', '}'}) {
        require(!cli::parse_receipt_file(json + more, "receipt.json"), "nothing follows a receipt");
    }
    for (const bool listed : {true, false}) {
        round.receipt_listed = listed;
        const Check check = check_receipt(round, *receipt);
        require(check.id == "receipt" && check.ok && !check.detail.empty(),
                "a closed round judges every receipt");
        require(listed || *check.ok == false, "who is on no list was not kept the promise");
        if (*check.ok) require_no_other_is_true(round, *receipt);
    }
}
