#include "audit_checks.hpp"
#include "drand_chains.hpp"
#include "fairdraw/draw.hpp"
#include "fairdraw/quota.hpp"
#include "fairdraw/sha256.hpp"
#include "finding.hpp"

namespace fairdraw {
namespace {

constexpr std::int64_t least_wait_ms = 10'000;

void require_due_in_time(Finding& finding, UnixMs due_at, const Evidence& evidence) {
    const UnixMs window_end = evidence.announcement.text.enter.to;
    finding.require(due_at.value >= window_end.value + least_wait_ms,
                    "it was due less than 10 s after the entry window");
    finding.require(evidence.close->text.closed < due_at, "it was due before the close, or with it");
    finding.require(due_at <= evidence.draw->text.drawn, "drawn before it was due");
}

Check check_beacon(const Evidence& evidence, const std::vector<DrandChain>& chains) {
    const auto& announced = evidence.announcement.text.beacon;
    const auto& drawn = evidence.draw->text.beacon;
    Finding finding("beacon");
    finding.require(!announced || drawn, "one was announced, but the draw uses none");
    finding.require(announced || !drawn, "none was announced, but the draw uses one");
    if (!drawn) return finding.conclude("none was announced, and none was used");
    if (announced) {
        finding.require(announced->chain == drawn->round.chain, "not of the chain announced");
        finding.require(
            announced->number == drawn->round.number,
            fmt::format("round {} was announced, round {} used", announced->number, drawn->round.number));
    }
    finding.require(drawn->randomness == sha256(drawn->signature),
                    "the randomness is not the hash of the signature");
    const DrandChain* chain = find_chain(chains, drawn->round.chain);
    finding.require(chain != nullptr, "the drand chain is not known; --drand-chain FILE describes another");
    if (chain) require_due_in_time(finding, chain->due(drawn->round.number), evidence);
    return finding.conclude(
        fmt::format("drand round {}, announced before, due after the close", drawn->round.number));
}

Check check_beacon_signature(const DrandBeacon& beacon, const std::vector<DrandChain>& chains) {
    const Finding finding("beacon-signature");
    if (!find_chain(chains, beacon.round.chain))
        return finding.conclude_unknown("the drand chain is not known");
    return finding.conclude_unknown(
        "this auditor has no pairing on BLS12-381: whether drand gave this signature is not checked");
}

Check check_seed(const Draw& draw) {
    const auto randomness = draw.beacon ? std::optional(draw.beacon->randomness) : std::nullopt;
    Finding finding("seed");
    finding.require(seed_of(draw.close, draw.secret, randomness) == draw.seed,
                    "not what the draw's close, secret and beacon give");
    return finding.conclude("follows from the close, the secret and the beacon");
}

Check check_quota(const Evidence& evidence) {
    const Quota& quota = evidence.announcement.text.quota;
    const std::uint64_t entries = evidence.close->text.entries;
    const std::uint64_t winners = winners_of(quota, entries, evidence.draw->text.seed);
    const std::string rule = fmt::format("{} of {} entries", format_quota(quota), entries);
    Finding finding("quota");
    finding.require(
        winners == evidence.draw->text.winners,
        fmt::format("{} gives {} winners, draw.txt says {}", rule, winners, evidence.draw->text.winners));
    return finding.conclude(fmt::format("{} gives {} winners", rule, winners));
}

Check check_winners(const Evidence& evidence) {
    const Draw& draw = evidence.draw->text;
    const WinnersFound& found = evidence.winners;
    Finding finding("winners");
    finding.require(found.count == draw.winners,
                    fmt::format("{} lines, draw.txt says {}", found.count, draw.winners));
    finding.require(!found.wrong_line,
                    fmt::format("line {} is not the entry of that rank", found.wrong_line.value_or(0)));
    finding.require(found.root == draw.winners_root, "the Merkle root is not the one drawn");
    finding.require(found.cutoff == draw.cutoff, "the cutoff is not the last winner's ticket");
    if (draw.winners == 0) return finding.conclude("nobody");
    return finding.conclude(fmt::format("exactly ranks 1 to {} of the entries", draw.winners));
}

}  // namespace

void check_draw(const Evidence& evidence, const AuditOptions& options, std::vector<Check>& checks) {
    const auto chains = known_chains(options.further_chains);
    const Draw& draw = evidence.draw->text;
    checks.push_back(check_beacon(evidence, chains));
    if (draw.beacon) checks.push_back(check_beacon_signature(*draw.beacon, chains));
    checks.push_back(check_seed(draw));
    checks.push_back(check_quota(evidence));
    checks.push_back(check_winners(evidence));
}

}  // namespace fairdraw
