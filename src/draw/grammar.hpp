// What the fields of a line may hold (draw-protocol.md, "Notation and bytes"). Every rule takes a field's
// text and answers with its value, or with why it is none. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "fairdraw/bytes.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/quota.hpp"
#include "fairdraw/texts.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw {

/// Why a text is not what it should be, as a parser's answer.
inline tl::unexpected<std::string> refuse(std::string reason) {
    return tl::unexpected<std::string>(std::move(reason));
}

/// Exactly `Parts` parts between exactly `Parts - 1` separators.
template <std::size_t Parts>
std::optional<std::array<std::string_view, Parts>> split(std::string_view text, char separator) {
    std::array<std::string_view, Parts> parts;
    for (std::size_t i = 0; i + 1 < Parts; ++i) {
        const std::size_t end = text.find(separator);
        if (end == std::string_view::npos) return std::nullopt;
        parts[i] = text.substr(0, end);
        text.remove_prefix(end + 1);
    }
    if (text.find(separator) != std::string_view::npos) return std::nullopt;
    parts.back() = text;
    return parts;
}

/// Decimal, without sign or leading zero, at most `largest`.
std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t largest);

/// `count` itself. Throws std::invalid_argument above 2^40, which no text can hold.
std::uint64_t writable_count(std::uint64_t count);

/// A signature line's key name: UTF-8 without white space, control characters or `+`, not empty.
bool valid_key_name(std::string_view name);

namespace grammar {

template <class Value>
using Parsed = tl::expected<Value, std::string>;

struct CountedHash {
    std::uint64_t count;
    Hash hash;
};

Parsed<std::string> origin(std::string_view field);
Parsed<RoundId> round(std::string_view field);
/// Whatever a note can hold in one line. What an operator may give as a reason is less (valid_void_reason).
Parsed<std::string> void_reason(std::string_view field);
Parsed<Hash> hash(std::string_view field);
Parsed<std::optional<Hash>> hash_or_none(std::string_view field);
Parsed<std::uint64_t> count(std::string_view field);
Parsed<CountedHash> counted_hash(std::string_view field);
Parsed<UnixMs> time(std::string_view field);
Parsed<Window> window(std::string_view field);
Parsed<std::optional<Window>> window_or_none(std::string_view field);
Parsed<std::optional<DrandRound>> announced_beacon(std::string_view field);
Parsed<std::optional<DrandBeacon>> drawn_beacon(std::string_view field);

}  // namespace grammar
}  // namespace fairdraw
