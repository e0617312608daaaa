// The signed texts of a round (draw-protocol.md, section 2), without their signatures: note.hpp adds and
// checks those.
//
// `format` gives the exact bytes, ending in LF. It throws std::invalid_argument for a value that no text can
// hold (a bad origin, a count above 2^40), so that whatever is signed can be read again. The parsers accept
// those bytes and nothing else; `file` is named in errors, lines count from 1. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "fairdraw/bytes.hpp"
#include "fairdraw/drand.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/quota.hpp"
#include "fairdraw/time.hpp"
#include "fairdraw/unreadable.hpp"

namespace fairdraw {

struct Announcement {
    std::string origin;
    RoundId round;
    std::optional<Window> reserve;  ///< none where nobody needs to reserve
    Window enter;
    Quota quota;
    Hash secret_commitment{};
    Hash tag_commitment{};
    std::optional<DrandRound> beacon;
    UnixMs announced;
};

struct Close {
    std::string origin;
    RoundId round;
    Hash announcement{};  ///< hash of the announcement's text
    UnixMs closed;
    std::uint64_t reservations = 0;
    std::uint64_t entries = 0;
    Hash entries_root{};
    std::uint64_t disqualified = 0;
    Hash disqualified_hash{};  ///< SHA-256 of disqualified.txt
};

struct Draw {
    std::string origin;
    RoundId round;
    Hash close{};  ///< hash of the close's text
    UnixMs drawn;
    Hash secret{};
    std::optional<DrandBeacon> beacon;
    Hash seed{};
    std::uint64_t winners = 0;
    Hash winners_root{};
    std::optional<Hash> cutoff;  ///< ticket of the last winner; none when nobody won
};

struct Void {
    std::string origin;
    RoundId round;
    Hash announcement{};
    std::optional<Hash> close;
    UnixMs voided;
    std::optional<Hash> secret;  ///< exactly when there was a close
    std::string reason;
};

std::string format(const Announcement& announcement);
std::string format(const Close& close);
std::string format(const Draw& draw);
std::string format(const Void& voided);

tl::expected<Announcement, Unreadable> parse_announcement(std::string_view text,
                                                          std::string_view file = "announcement.txt");
tl::expected<Close, Unreadable> parse_close(std::string_view text, std::string_view file = "close.txt");
tl::expected<Draw, Unreadable> parse_draw(std::string_view text, std::string_view file = "draw.txt");
tl::expected<Void, Unreadable> parse_void(std::string_view text, std::string_view file = "void.txt");

/// How the texts name one another: SHA-256 over the text's bytes including its last LF, signatures excluded.
Hash hash_of_text(std::string_view text);

}  // namespace fairdraw
