#include "audit_checks.hpp"
#include "fairdraw/draw.hpp"
#include "finding.hpp"

namespace fairdraw {
namespace {

Check check_signature(std::string_view id, const Note& note, const Evidence& evidence) {
    const SignatureCount count = count_signatures(note, evidence.key);
    const std::string_view pinned = evidence.key_pinned ? "" : "; key not pinned";
    const std::string key = fmt::format("{}+{}", evidence.key.origin(), to_hex(evidence.key.id()));
    Finding finding(id);
    finding.require(count.by_key > 0, fmt::format("no signature by {}{}", key, pinned));
    finding.require(count.valid == count.by_key,
                    fmt::format("{} of {} signatures by {} do not verify{}", count.by_key - count.valid,
                                count.by_key, key, pinned));
    return finding.conclude(fmt::format("signed by {}{}", key, pinned));
}

/// That a text speaks of the same round as the announcement, as the same operator.
template <class Text>
void require_same_round(Finding& finding, std::string_view file, const Text& text,
                        const Announcement& announced) {
    finding.require(text.origin == announced.origin, fmt::format("{} has origin {}, the announcement {}",
                                                                 file, text.origin, announced.origin));
    finding.require(text.round == announced.round,
                    fmt::format("{} is of round {}, the announcement of {}", file, text.round.text(),
                                announced.round.text()));
}

void require_void_chain(Finding& finding, const Evidence& evidence) {
    const Void& voided = evidence.voided->text;
    require_same_round(finding, "void.txt", voided, evidence.announcement.text);
    finding.require(voided.announcement == evidence.announcement.hash, "void.txt names another announcement");
    if (!evidence.close) return;
    finding.require(voided.close.has_value(), "void.txt says there was no close, but there is close.txt");
    finding.require(!voided.close || voided.close == evidence.close->hash, "void.txt names another close");
}

Check check_chain(const Evidence& evidence) {
    const Announcement& announced = evidence.announcement.text;
    Finding finding("chain");
    finding.require(announced.origin == evidence.key.origin(),
                    fmt::format("the announcement has origin {}, the verifier key {}", announced.origin,
                                evidence.key.origin()));
    if (evidence.close) {
        require_same_round(finding, "close.txt", evidence.close->text, announced);
        finding.require(evidence.close->text.announcement == evidence.announcement.hash,
                        "close.txt names another announcement");
    }
    if (evidence.draw) {
        require_same_round(finding, "draw.txt", evidence.draw->text, announced);
        finding.require(evidence.draw->text.close == evidence.close->hash, "draw.txt names another close");
    }
    if (evidence.voided) require_void_chain(finding, evidence);
    return finding.conclude("the texts name one another, one origin and one round");
}

void not_after(Finding& finding, std::string_view first, UnixMs a, std::string_view second, UnixMs b) {
    finding.require(
        a <= b, fmt::format("{} ({}) after {} ({})", first, format_rfc3339(a), second, format_rfc3339(b)));
}
void before(Finding& finding, std::string_view first, UnixMs a, std::string_view second, UnixMs b) {
    finding.require(a < b, fmt::format("{} ({}) not before {} ({})", first, format_rfc3339(a), second,
                                       format_rfc3339(b)));
}

Check check_times_of_draw(const Evidence& evidence) {
    const Announcement& announced = evidence.announcement.text;
    const Window& enter = announced.enter;
    const UnixMs closed = evidence.close->text.closed;
    Finding finding("times");
    if (announced.reserve) {
        const Window& reserve = *announced.reserve;
        not_after(finding, "announced", announced.announced, "reservations open", reserve.from);
        before(finding, "reservations open", reserve.from, "reservations end", reserve.to);
        not_after(finding, "reservations end", reserve.to, "entering opens", enter.from);
    } else {
        not_after(finding, "announced", announced.announced, "entering opens", enter.from);
    }
    before(finding, "entering opens", enter.from, "entering ends", enter.to);
    not_after(finding, "entering ends", enter.to, "closed", closed);
    not_after(finding, "closed", closed, "drawn", evidence.draw->text.drawn);
    return finding.conclude("announced, reserved, entered, closed and drawn in that order");
}

Check check_times_of_void(const Evidence& evidence) {
    const UnixMs voided = evidence.voided->text.voided;
    Finding finding("times");
    not_after(finding, "announced", evidence.announcement.text.announced, "voided", voided);
    if (evidence.close) not_after(finding, "closed", evidence.close->text.closed, "voided", voided);
    return finding.conclude(evidence.close ? "announced, closed and voided in that order"
                                           : "announced and voided in that order");
}

Check check_secret(const Evidence& evidence, std::string_view origin, const RoundId& round,
                   const Hash& secret) {
    const Hash committed = evidence.announcement.text.secret_commitment;
    Finding finding("secret");
    finding.require(commitment(CommitmentKind::secret, origin, round, secret) == committed,
                    "not the secret that the announcement commits to");
    return finding.conclude("the secret is the one committed to before anybody entered");
}

Check check_secret_of_void(const Evidence& evidence, const Void& voided) {
    if (voided.secret) return check_secret(evidence, voided.origin, voided.round, *voided.secret);
    return Finding("secret").conclude_unknown("void.txt names no close and so gives no secret");
}

}  // namespace

void check_texts(const Evidence& evidence, std::vector<Check>& checks) {
    checks.push_back(check_signature("announcement-signature", evidence.announcement.note, evidence));
    if (evidence.close) checks.push_back(check_signature("close-signature", evidence.close->note, evidence));
    if (evidence.draw) {
        const Draw& draw = evidence.draw->text;
        checks.push_back(check_signature("draw-signature", evidence.draw->note, evidence));
        checks.push_back(check_chain(evidence));
        checks.push_back(check_times_of_draw(evidence));
        checks.push_back(check_secret(evidence, draw.origin, draw.round, draw.secret));
    } else {
        checks.push_back(check_signature("void-signature", evidence.voided->note, evidence));
        checks.push_back(check_chain(evidence));
        checks.push_back(check_times_of_void(evidence));
        if (evidence.close) checks.push_back(check_secret_of_void(evidence, evidence.voided->text));
    }
}

}  // namespace fairdraw
