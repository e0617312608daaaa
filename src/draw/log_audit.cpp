#include "fairdraw/log_audit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "drand_chains.hpp"
#include "fairdraw/merkle.hpp"
#include "finding.hpp"
#include "log_rounds.hpp"

namespace fairdraw {
namespace {

constexpr std::string_view checkpoint_name = "checkpoint";
constexpr std::uint64_t most_leaves = std::uint64_t{1} << 24;

/// What was found out about the leaves while they streamed by.
struct LeavesFound {
    Hash root{};
    std::optional<Hash> root_since;  // of as many leaves as there were then
    Check rounds;
};

/// Goes through the leaves once.
class LeavesReader {
  public:
    LeavesReader(const Checkpoint& checkpoint, const LogAuditOptions& options)
        : options_(options), rounds_(checkpoint.origin, known_chains(options.further_chains)) {
        note_since();
    }

    void take(std::string_view leaf) {
        root_.append(bytes_of(leaf));
        rounds_.add(leaf);
        note_since();
    }

    LeavesFound finish() { return {root_.root(), root_since_, rounds_.conclude(options_.now)}; }

  private:
    void note_since() {
        if (options_.since && root_.size() == options_.since->checkpoint.size) root_since_ = root_.root();
    }

    const LogAuditOptions& options_;
    MerkleRoot root_;
    std::optional<Hash> root_since_;
    LogRounds rounds_;
};

Check check_signature(const SignedCheckpoint& head, const VerifierKey& key) {
    const SignatureCount count = count_signatures(head.note, key);
    Finding finding("log-signature");
    finding.require(count.by_key > 0, "no signature by the pinned key; has the operator another by now?");
    finding.require(count.valid == count.by_key, "a signature by the pinned key does not verify");
    finding.require(head.checkpoint.origin == key.origin(),
                    fmt::format("its origin is not the key's, {}", key.origin()));
    return finding.conclude(fmt::format("signed by {}+{}", key.origin(), to_hex(key.id())));
}

Check check_root(const Checkpoint& head, const LeavesFound& found) {
    Finding finding("log-root");
    finding.require(found.root == head.root, "the leaves do not give the root that was signed");
    return finding.conclude(fmt::format("{} leaves, exactly those signed", head.size));
}

bool is_signed_by_any(const SignedCheckpoint& since, const LogAuditOptions& options) {
    const auto is_signed_by = [&](const VerifierKey& key) {
        return key.origin() == since.checkpoint.origin && count_signatures(since.note, key).good();
    };
    return is_signed_by(options.key) || std::ranges::any_of(options.former_keys, is_signed_by);
}

Check check_grew(const Checkpoint& head, const LeavesFound& found, const LogAuditOptions& options) {
    Finding finding("log-grew");
    if (!options.since) return finding.conclude_unknown("no earlier checkpoint is given (--since)");
    const Checkpoint& since = options.since->checkpoint;
    finding.require(is_signed_by_any(*options.since, options),
                    "the earlier checkpoint has no good signature by the pinned key; a key that the operator "
                    "had before is given as a second --vkey");
    finding.require(since.origin == head.origin, "the earlier checkpoint is of another origin");
    finding.require(since.size <= head.size,
                    fmt::format("it had {} leaves, and has {} now", since.size, head.size));
    finding.require(since.size > head.size || found.root_since == since.root,
                    fmt::format("the first {} leaves are not those it had then", since.size));
    return finding.conclude(fmt::format("from {} leaves to {}, without a change", since.size, head.size));
}

Check check_witnessed(const Note& note, const std::vector<WitnessKey>& witnesses) {
    Finding finding("log-witnessed");
    const CosignatureCount count = count_cosignatures(note, witnesses);
    if (witnesses.empty()) return finding.conclude_unknown("no witness is given (--witness)");
    if (count.by_key == 0) return finding.conclude_unknown("cosigned by none of the given witnesses");
    finding.require(count.valid == count.by_key, "a cosignature of a given witness does not verify");
    return finding.conclude("cosigned by a given witness");
}

/// What only the leaves can tell, where they were not asked for.
Check not_read(std::string id) {
    return Finding(std::move(id)).conclude_unknown("no leaf was read: the operator did not sign this log");
}

/// In the protocol's order. Without a good signature no leaf is asked for: a stranger could send them without
/// end.
std::vector<Check> judge(LogSource& source, const SignedCheckpoint& head, const LogAuditOptions& options) {
    const Check signature = check_signature(head, options.key);
    const Check witnessed = check_witnessed(head.note, options.witnesses);
    if (signature.ok != true)
        return {signature, not_read("log-root"), not_read("log-grew"), witnessed, not_read("log-rounds")};
    if (head.checkpoint.size > most_leaves)
        throw EvidenceUnavailable("checkpoint: more leaves than the 16,777,216 this auditor reads");
    LeavesReader reader(head.checkpoint, options);
    source.leaves(head.checkpoint.size, [&](std::string_view leaf) { reader.take(leaf); });
    const LeavesFound found = reader.finish();
    return {signature, check_root(head.checkpoint, found), check_grew(head.checkpoint, found, options),
            witnessed, found.rounds};
}

LogAuditReport unreadable(std::string message) {
    return {.report = {.message = std::move(message)}, .head = {}};
}

}  // namespace

LogAuditReport audit_log(LogSource& source, const LogAuditOptions& options) {
    try {
        const auto signed_head = parse_signed_checkpoint(source.checkpoint(), checkpoint_name);
        if (!signed_head) return unreadable(signed_head.error().message());
        const Checkpoint& checkpoint = signed_head->checkpoint;
        std::vector<Check> checks = judge(source, *signed_head, options);
        const bool failed = std::ranges::any_of(checks, [](const Check& it) { return it.ok == false; });
        return {.report = {.verdict = failed ? Verdict::fail : Verdict::pass, .checks = std::move(checks)},
                .head = LogHead{checkpoint.size, checkpoint.root}};
    } catch (const EvidenceUnavailable& trouble) {
        return unreadable(trouble.what());
    }
}

}  // namespace fairdraw
