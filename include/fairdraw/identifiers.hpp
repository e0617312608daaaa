// Who and what a text speaks of (draw-protocol.md, section 1): rounds, origins, users, reasons.
//
// Pure; any thread. Lengths are in bytes of UTF-8. "Control character" is Unicode's category Cc.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace fairdraw {

/// `[a-z0-9][a-z0-9-]{0,63}`
bool valid_round_id(std::string_view id);

/// 1 to 255 bytes of UTF-8 without white space (Unicode's White_Space), control characters or `+`.
bool valid_origin(std::string_view origin);

/// 1 to 255 bytes of UTF-8 without control characters.
bool valid_user_id(std::string_view user);

/// `[a-z_]+`: why an entry was disqualified.
bool valid_disqualification_reason(std::string_view reason);

/// One line of UTF-8 without control characters, not empty, no space at either end: what an operator may say
/// of why a round is voided. The text itself allows a little more.
bool valid_void_reason(std::string_view reason);

/// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
bool valid_utf8(std::string_view text);

/// One day's round, or an ad-hoc one. Always valid.
class RoundId {
  public:
    static std::optional<RoundId> parse(std::string_view id);

    const std::string& text() const { return text_; }
    auto operator<=>(const RoundId&) const = default;

  private:
    explicit RoundId(std::string_view text) : text_(text) {}
    std::string text_;
};

}  // namespace fairdraw

template <>
struct std::hash<fairdraw::RoundId> {
    std::size_t operator()(const fairdraw::RoundId& id) const noexcept {
        return std::hash<std::string>{}(id.text());
    }
};
