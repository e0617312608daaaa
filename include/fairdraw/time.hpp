// Points in time as the protocol writes them (draw-protocol.md, "Notation and bytes"): RFC 3339 in UTC with
// three decimals and `Z`. Calendar arithmetic only; what time it is now is not known here.
//
// Pure; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairdraw {

/// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
struct UnixMs {
    std::int64_t value = 0;

    auto operator<=>(const UnixMs&) const = default;
};

/// Half-open: `from` is inside, `to` is not.
struct Window {
    UnixMs from;
    UnixMs to;

    constexpr bool contains(UnixMs time) const { return from <= time && time < to; }
    bool operator==(const Window&) const = default;
};

/// `2026-11-21T15:01:02.000Z`. Throws std::invalid_argument outside the years 0000 to 9999.
std::string format_rfc3339(UnixMs time);

/// The inverse, and nothing else: exactly that form, a date that exists, no leap second.
std::optional<UnixMs> parse_rfc3339(std::string_view text);

}  // namespace fairdraw
