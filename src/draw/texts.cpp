#include "fairdraw/texts.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "fairdraw/sha256.hpp"
#include "grammar.hpp"
#include "text_reader.hpp"

namespace fairdraw {
namespace {

std::string head(std::string_view kind, const std::string& origin, const RoundId& round) {
    if (!valid_origin(origin)) throw std::invalid_argument("an origin that is none");
    return fmt::format("fairdraw/v1 {}\norigin {}\nround {}\n", kind, origin, round.text());
}

std::string format_window(const Window& window) {
    return fmt::format("{} {}", format_rfc3339(window.from), format_rfc3339(window.to));
}

std::string format_beacon(const DrandBeacon& beacon) {
    return fmt::format("{} {} {}", format_drand_round(beacon.round), to_hex(beacon.signature),
                       to_hex(beacon.randomness));
}

std::string hex_or_none(const std::optional<Hash>& hash) {
    return hash ? to_hex(*hash) : "none";
}

}  // namespace

std::string format(const Announcement& it) {
    return head("announcement", it.origin, it.round) +
           fmt::format("reserve {}\n", it.reserve ? format_window(*it.reserve) : "none") +
           fmt::format("enter {}\n", format_window(it.enter)) +
           fmt::format("quota {}\n", format_quota(it.quota)) +
           fmt::format("secret-commitment {}\n", to_hex(it.secret_commitment)) +
           fmt::format("tag-commitment {}\n", to_hex(it.tag_commitment)) +
           fmt::format("beacon {}\n", it.beacon ? format_drand_round(*it.beacon) : "none") +
           fmt::format("announced {}\n", format_rfc3339(it.announced));
}

std::string format(const Close& it) {
    return head("close", it.origin, it.round) + fmt::format("announcement {}\n", to_hex(it.announcement)) +
           fmt::format("closed {}\n", format_rfc3339(it.closed)) +
           fmt::format("reservations {}\n", writable_count(it.reservations)) +
           fmt::format("entries {} {}\n", writable_count(it.entries), to_hex(it.entries_root)) +
           fmt::format("disqualified {} {}\n", writable_count(it.disqualified), to_hex(it.disqualified_hash));
}

std::string format(const Draw& it) {
    return head("draw", it.origin, it.round) + fmt::format("close {}\n", to_hex(it.close)) +
           fmt::format("drawn {}\n", format_rfc3339(it.drawn)) +
           fmt::format("secret {}\n", to_hex(it.secret)) +
           fmt::format("beacon {}\n", it.beacon ? format_beacon(*it.beacon) : "none") +
           fmt::format("seed {}\n", to_hex(it.seed)) +
           fmt::format("winners {} {}\n", writable_count(it.winners), to_hex(it.winners_root)) +
           fmt::format("cutoff {}\n", hex_or_none(it.cutoff));
}

std::string format(const Void& it) {
    if (it.close.has_value() != it.secret.has_value()) {
        throw std::invalid_argument("a void names its close and the secret, or neither");
    }
    if (!grammar::void_reason(it.reason)) throw std::invalid_argument("a reason that is none");
    return head("void", it.origin, it.round) + fmt::format("announcement {}\n", to_hex(it.announcement)) +
           fmt::format("close {}\n", hex_or_none(it.close)) +
           fmt::format("voided {}\n", format_rfc3339(it.voided)) +
           fmt::format("secret {}\n", hex_or_none(it.secret)) + fmt::format("reason {}\n", it.reason);
}

tl::expected<Announcement, Unreadable> parse_announcement(std::string_view text, std::string_view file) {
    TextReader read(text, file, "announcement");
    const auto origin = read.field("origin", grammar::origin);
    const auto round = read.field("round", grammar::round);
    const auto reserve = read.field("reserve", grammar::window_or_none);
    const auto enter = read.field("enter", grammar::window);
    const auto quota = read.field("quota", parse_quota);
    const auto secret_commitment = read.field("secret-commitment", grammar::hash);
    const auto tag_commitment = read.field("tag-commitment", grammar::hash);
    const auto beacon = read.field("beacon", grammar::announced_beacon);
    const auto announced = read.field("announced", grammar::time);
    if (auto trouble = read.trouble()) return tl::unexpected(*std::move(trouble));
    return Announcement{.origin = *origin,
                        .round = *round,
                        .reserve = *reserve,
                        .enter = *enter,
                        .quota = *quota,
                        .secret_commitment = *secret_commitment,
                        .tag_commitment = *tag_commitment,
                        .beacon = *beacon,
                        .announced = *announced};
}

tl::expected<Close, Unreadable> parse_close(std::string_view text, std::string_view file) {
    TextReader read(text, file, "close");
    const auto origin = read.field("origin", grammar::origin);
    const auto round = read.field("round", grammar::round);
    const auto announcement = read.field("announcement", grammar::hash);
    const auto closed = read.field("closed", grammar::time);
    const auto reservations = read.field("reservations", grammar::count);
    const auto entries = read.field("entries", grammar::counted_hash);
    const auto disqualified = read.field("disqualified", grammar::counted_hash);
    if (auto trouble = read.trouble()) return tl::unexpected(*std::move(trouble));
    return Close{.origin = *origin,
                 .round = *round,
                 .announcement = *announcement,
                 .closed = *closed,
                 .reservations = *reservations,
                 .entries = entries->count,
                 .entries_root = entries->hash,
                 .disqualified = disqualified->count,
                 .disqualified_hash = disqualified->hash};
}

tl::expected<Draw, Unreadable> parse_draw(std::string_view text, std::string_view file) {
    TextReader read(text, file, "draw");
    const auto origin = read.field("origin", grammar::origin);
    const auto round = read.field("round", grammar::round);
    const auto close = read.field("close", grammar::hash);
    const auto drawn = read.field("drawn", grammar::time);
    const auto secret = read.field("secret", grammar::hash);
    const auto beacon = read.field("beacon", grammar::drawn_beacon);
    const auto seed = read.field("seed", grammar::hash);
    const auto winners = read.field("winners", grammar::counted_hash);
    const auto cutoff = read.field("cutoff", grammar::hash_or_none);
    if (auto trouble = read.trouble()) return tl::unexpected(*std::move(trouble));
    return Draw{.origin = *origin,
                .round = *round,
                .close = *close,
                .drawn = *drawn,
                .secret = *secret,
                .beacon = *beacon,
                .seed = *seed,
                .winners = winners->count,
                .winners_root = winners->hash,
                .cutoff = *cutoff};
}

tl::expected<Void, Unreadable> parse_void(std::string_view text, std::string_view file) {
    TextReader read(text, file, "void");
    const auto origin = read.field("origin", grammar::origin);
    const auto round = read.field("round", grammar::round);
    const auto announcement = read.field("announcement", grammar::hash);
    const auto close = read.field("close", grammar::hash_or_none);
    const auto voided = read.field("voided", grammar::time);
    const auto secret = read.field("secret", grammar::hash_or_none);
    if (close && secret && close->has_value() != secret->has_value()) {
        read.refuse(*close ? "the secret is `none` although there was a close"
                           : "the secret is not `none` although there was no close");
    }
    const auto reason = read.field("reason", grammar::void_reason);
    if (auto trouble = read.trouble()) return tl::unexpected(*std::move(trouble));
    return Void{.origin = *origin,
                .round = *round,
                .announcement = *announcement,
                .close = *close,
                .voided = *voided,
                .secret = *secret,
                .reason = *reason};
}

Hash hash_of_text(std::string_view text) {
    return sha256(text);
}

}  // namespace fairdraw
