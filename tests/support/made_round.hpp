// A small round with texts, lists and keys made here, and a log in memory that holds such texts.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "fairdraw/checkpoint.hpp"
#include "fairdraw/cosignature.hpp"
#include "fairdraw/draw.hpp"
#include "fairdraw/log_audit.hpp"
#include "fairdraw/merkle.hpp"
#include "fairdraw/quota.hpp"
#include "fairdraw/sha256.hpp"
#include "fairdraw/texts.hpp"
#include "fairdraw/tlog_proof.hpp"
#include "support/evidence_in_memory.hpp"

namespace fairdraw::testing {

inline const SigningKey& operator_key() {
    static const auto key = SigningKey::from_seed("shop.example/coupons", {1});
    return key;
}
inline const WitnessSigningKey& north() {
    static const auto key = WitnessSigningKey::from_seed("north.example/witness", {2});
    return key;
}
inline const WitnessSigningKey& south() {
    static const auto key = WitnessSigningKey::from_seed("south.example/witness", {3});
    return key;
}

inline UnixMs at(std::string_view time) {
    return parse_rfc3339(time).value();
}

/// Unix seconds.
inline std::int64_t seconds_of(UnixMs time) {
    return time.value / 1'000;
}

/// Round 1 was due in 1970, and then one every second.
inline const DrandChain test_chain{.hash = sha256("a chain"), .genesis_s = 0, .period_s = 1};

struct MadePlan {
    std::string round = "daily-2026-11-21";
    std::string origin = operator_key().origin();
    bool reserve = true;
    bool beacon = false;  // of test_chain, due a minute after the entry window
};

/// Everything an honest operator publishes about a round. Who alters a text alters what follows, too.
struct MadeRound {
    explicit MadeRound(const MadePlan& plan = {});

    std::string announcement_text() const { return format(announcement); }
    std::string close_text() const { return format(close); }
    std::string draw_text() const { return format(draw); }
    /// Instead of the draw.
    std::string void_text() const;
    /// Instead of close and draw.
    std::string early_void_text() const;

    EvidenceInMemory evidence() const;

    Announcement announcement;
    Close close;
    Draw draw;
    std::string entries;
    std::string winners;
};

inline MadeRound::MadeRound(const MadePlan& plan)
    : announcement{.origin = plan.origin,
                   .round = RoundId::parse(plan.round).value(),
                   .enter = {at("2026-11-21T15:00:00.000Z"), at("2026-11-21T15:01:00.000Z")},
                   .quota = Odds{.numerator = 1, .denominator = 2, .rounding = Odds::Rounding::floor},
                   .announced = at("2026-11-20T12:00:00.000Z")},
      close{.origin = plan.origin, .round = announcement.round},
      draw{.origin = plan.origin, .round = announcement.round} {
    const Hash secret = sha256("secret of " + plan.round);
    announcement.secret_commitment =
        commitment(CommitmentKind::secret, plan.origin, announcement.round, secret);
    if (plan.reserve)
        announcement.reserve = Window{at("2026-11-21T14:55:00.000Z"), at("2026-11-21T14:59:00.000Z")};
    const auto due_s = static_cast<std::uint64_t>(seconds_of(announcement.enter.to)) + 60;
    if (plan.beacon) announcement.beacon = DrandRound{test_chain.hash, due_s + 1};

    close.announcement = hash_of_text(announcement_text());
    close.closed = at("2026-11-21T15:01:02.000Z");
    MerkleRoot root;
    std::vector<Tag> tags;
    for (std::uint8_t i = 0; i < 7; ++i) {
        tags.push_back(Tag{i});
        root.append(tags.back());
        entries += to_hex(tags.back()) + "\n";
    }
    close.reservations = plan.reserve ? 7 : 0;
    close.entries = 7;
    close.entries_root = root.root();
    close.disqualified_hash = sha256("");

    draw.close = hash_of_text(close_text());
    draw.drawn = at("2026-11-21T15:02:30.000Z");
    draw.secret = secret;
    if (plan.beacon) {
        draw.beacon = DrandBeacon{.round = *announcement.beacon, .signature = {9}};
        draw.beacon->randomness = sha256(draw.beacon->signature);
    }
    draw.seed =
        seed_of(draw.close, secret, draw.beacon ? std::optional(draw.beacon->randomness) : std::nullopt);
    draw.winners = winners_of(announcement.quota, close.entries, draw.seed);
    Redraw redraw(draw.seed, draw.winners);
    for (const Tag& tag : tags) redraw.add(tag);
    const DrawResult result = std::move(redraw).finish();
    for (const Tag& tag : result.winners) winners += to_hex(tag) + "\n";
    draw.winners_root = result.winners_root;
    draw.cutoff = result.cutoff;
}

inline std::string MadeRound::void_text() const {
    return format(Void{.origin = announcement.origin,
                       .round = announcement.round,
                       .announcement = hash_of_text(announcement_text()),
                       .close = hash_of_text(close_text()),
                       .voided = at("2026-11-21T15:02:00.000Z"),
                       .secret = draw.secret,
                       .reason = "the beacon was due before the close"});
}

inline std::string MadeRound::early_void_text() const {
    return format(Void{.origin = announcement.origin,
                       .round = announcement.round,
                       .announcement = hash_of_text(announcement_text()),
                       .voided = at("2026-11-21T14:00:00.000Z"),
                       .reason = "no coupons"});
}

inline EvidenceInMemory MadeRound::evidence() const {
    EvidenceInMemory evidence;
    evidence.files = {{"operator.vkey", operator_key().verifier_key().format() + "\n"},
                      {"announcement.txt", operator_key().sign(announcement_text())},
                      {"close.txt", operator_key().sign(close_text())},
                      {"draw.txt", operator_key().sign(draw_text())},
                      {"entries.txt", entries},
                      {"disqualified.txt", ""},
                      {"winners.txt", winners}};
    return evidence;
}

/// What an operator's server knows of its log, and says.
class LogInMemory final : public LogSource {
  public:
    explicit LogInMemory(std::vector<std::string> texts_in_it, const SigningKey& signed_by = operator_key())
        : texts(std::move(texts_in_it)), key(signed_by) {}

    std::string checkpoint() override { return said.value_or(signed_head(texts.size())); }

    void leaves(std::uint64_t size, const Sink& sink) override {
        for (std::uint64_t i = 0; i < size; ++i) sink(texts.at(i));
    }

    /// A checkpoint's text over the first `size` texts.
    std::string head(std::uint64_t size) const {
        return format(Checkpoint{key.origin(), size, root_of(size, node())});
    }
    std::string signed_head(std::uint64_t size) const { return key.sign(head(size)); }

    /// That the first `from` texts are the first of `to`.
    std::vector<Hash> consistency(std::uint64_t from, std::uint64_t to) const {
        return consistency_path(from, to, node());
    }

    /// That text `index` is among the first `size`; `cosignatures` are lines under the checkpoint.
    std::string proof(std::uint64_t index, std::uint64_t size, const std::string& cosignatures) const {
        return format_tlog_proof(index, inclusion_path(index, size, node()),
                                 signed_head(size) + cosignatures);
    }

    std::vector<std::string> texts;
    std::optional<std::string> said;  // instead of the true checkpoint
    SigningKey key;

  private:
    MerkleNode node() const {
        return [this](unsigned level, std::uint64_t index) {
            MerkleRoot root;
            for (std::uint64_t i = index << level; i < (index + 1) << level; ++i)
                root.append(bytes_of(texts.at(i)));
            return root.root();
        };
    }
};

}  // namespace fairdraw::testing
