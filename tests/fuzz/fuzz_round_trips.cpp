// The small grammar below the texts: what parses is written again as the same bytes, and the other way
// round.
#include <array>
#include <string>

#include "draw/grammar.hpp"
#include "fairdraw/bytes.hpp"
#include "fairdraw/quota.hpp"
#include "fairdraw/time.hpp"
#include "fuzz_target.hpp"

namespace {

using namespace fairdraw;

void try_text(std::string_view text) {
    if (const auto time = parse_rfc3339(text)) {
        fuzz::require(format_rfc3339(*time) == text, "a time is written in one way only");
    }
    if (const auto quota = parse_quota(text)) {
        fuzz::require(format_quota(*quota) == text, "a quota is written in one way only");
    }
    if (const auto bytes = from_base64(text)) {
        fuzz::require(to_base64(bytes_of(*bytes)) == text, "base64 is written in one way only");
    }
    if (const auto hash = hash_from_hex(text)) {
        fuzz::require(to_hex(*hash) == text, "hexadecimal is written in one way only");
    }
    if (const auto number = parse_number(text, largest_count)) {
        fuzz::require(*number <= largest_count && std::to_string(*number) == text,
                      "a number is written in one way only");
    }
}

void try_bytes(std::string_view bytes) {
    fuzz::require(from_base64(to_base64(bytes_of(bytes))) == bytes, "any bytes can be base64");
    std::string again(bytes.size(), '\0');
    const bool read =
        read_hex(to_hex(bytes_of(bytes)), {reinterpret_cast<std::uint8_t*>(again.data()), again.size()});
    fuzz::require(read && again == bytes, "any bytes can be hexadecimal");
}

void try_time(std::string_view input) {
    constexpr std::int64_t year_0_ms = -62'167'219'200'000;
    constexpr std::uint64_t ten_thousand_years_ms = 315'569'520'000'000;
    const auto since_year_0_ms =
        static_cast<std::int64_t>(fuzz::take_number(input, 8) % ten_thousand_years_ms);
    const UnixMs time{year_0_ms + since_year_0_ms};
    fuzz::require(parse_rfc3339(format_rfc3339(time)) == time, "what was written is the same time");
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    try_text(input);
    try_bytes(input);
    try_time(input);
}
