#include <fmt/format.h>

#include "audit_checks.hpp"
#include "drand_chains.hpp"
#include "fairdraw/merkle.hpp"

namespace fairdraw {
namespace {

using Witnesses = std::vector<WitnessKey>;

/// One text, and until when a witness must have seen it in the log.
struct Deadline {
    std::string_view text_file;
    std::string_view proof_file;
    const Note& text;
    const std::optional<TlogProof>& proof;
    std::optional<UnixMs> before;  // none: nobody here knows when
    std::string_view event;
};

/// What came out for one text, or for all.
struct Part {
    std::optional<bool> ok;
    std::string detail;
};

Part wrong(std::string_view file, std::string_view reason) {
    return {false, fmt::format("{}: {}", file, reason)};
}

Part unknown(std::string_view file, std::string_view reason) {
    return {std::nullopt, fmt::format("{}: {}; the times are the operator's word", file, reason)};
}

bool is_before(std::int64_t time_s, UnixMs limit) {
    std::int64_t ms = 0;
    return !__builtin_mul_overflow(time_s, std::int64_t{1'000}, &ms) && ms < limit.value;
}

bool leads_to_root(const TlogProof& proof, std::string_view text) {
    const Checkpoint& head = proof.checkpoint.checkpoint;
    return verify_inclusion(merkle_leaf_hash(bytes_of(text)), proof.index, head.size, proof.path, head.root);
}

Part judge_times(const Deadline& it, const CosignatureCount& cosignatures) {
    if (cosignatures.by_key == 0) return unknown(it.proof_file, "cosigned by none of the given witnesses");
    if (!it.before) return unknown(it.proof_file, "when the beacon was due is not known");
    if (!is_before(*cosignatures.earliest_s, *it.before)) {
        return wrong(it.proof_file, fmt::format("no witness saw {} before {}", it.text_file, it.event));
    }
    return {true, fmt::format("a witness saw {} before {}", it.text_file, it.event)};
}

Part judge(const Deadline& it, const VerifierKey& key, const Witnesses& witnesses) {
    if (!it.proof) return unknown(it.proof_file, "missing");
    const auto& [note, head] = it.proof->checkpoint;
    if (head.origin != key.origin()) return wrong(it.proof_file, "the checkpoint is of another origin");
    if (!count_signatures(note, key).good())
        return wrong(it.proof_file, "the operator's signature of the checkpoint does not verify");
    if (!leads_to_root(*it.proof, it.text.text))
        return wrong(it.proof_file, fmt::format("its path does not lead from {} to the root", it.text_file));
    const CosignatureCount cosignatures = count_cosignatures(note, witnesses);
    if (cosignatures.valid != cosignatures.by_key)
        return wrong(it.proof_file, "a cosignature of a given witness does not verify");
    return judge_times(it, cosignatures);
}

/// A text's part that is wrong decides, then one that is not known.
Part both(Part first, Part second) {
    if (first.ok == false) return first;
    if (second.ok == false) return second;
    if (!first.ok) return first;
    if (!second.ok) return second;
    return {true, fmt::format("{}; {}", first.detail, second.detail)};
}

Deadline announcement_deadline(const Evidence& evidence) {
    const Announcement& announced = evidence.announcement.text;
    return {.text_file = evidence_file::announcement,
            .proof_file = evidence_file::announcement_proof,
            .text = evidence.announcement.note,
            .proof = evidence.announcement_proof,
            .before = announced.reserve ? announced.reserve->from : announced.enter.from,
            .event = announced.reserve ? "reservations opened" : "entering opened"};
}

Deadline close_deadline(const Evidence& evidence, const DrandRound& beacon,
                        const std::vector<DrandChain>& chains) {
    const DrandChain* chain = find_chain(chains, beacon.chain);
    return {.text_file = evidence_file::close,
            .proof_file = evidence_file::close_proof,
            .text = evidence.close->note,
            .proof = evidence.close_proof,
            .before = chain ? std::optional(chain->due(beacon.number)) : std::nullopt,
            .event = "the beacon was due"};
}

}  // namespace

Check check_published(const Evidence& evidence, const AuditOptions& options) {
    const std::string id = "published";
    if (options.witnesses.empty())
        return {id, std::nullopt, "no witness is given (--witness): the times are the operator's word"};
    Part part = judge(announcement_deadline(evidence), evidence.key, options.witnesses);
    if (const auto& beacon = evidence.draw->text.beacon) {
        const auto chains = known_chains(options.further_chains);
        part = both(std::move(part),
                    judge(close_deadline(evidence, beacon->round, chains), evidence.key, options.witnesses));
    }
    return {id, part.ok, std::move(part.detail)};
}

}  // namespace fairdraw
