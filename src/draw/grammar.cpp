#include "grammar.hpp"

#include <algorithm>
#include <stdexcept>

namespace fairdraw {

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t largest) {
    constexpr std::size_t longest = 19;  // digits that always fit
    if (text.empty() || text.size() > longest || (text.front() == '0' && text.size() > 1))
        return std::nullopt;
    std::uint64_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (number > largest) return std::nullopt;
    return number;
}

std::uint64_t writable_count(std::uint64_t count) {
    if (count > largest_count) throw std::invalid_argument("a count above 2^40");
    return count;
}

namespace grammar {
namespace {

tl::unexpected<std::string> refuse(const char* reason) {
    return tl::unexpected<std::string>(reason);
}

/// A rule that also allows `none`.
template <class Value>
Parsed<std::optional<Value>> or_none(std::string_view field, Parsed<Value> (*rule)(std::string_view)) {
    if (field == "none") return std::optional<Value>();
    return rule(field).map([](Value value) { return std::optional<Value>(std::move(value)); });
}

Parsed<DrandRound> drand_round(std::string_view chain, std::string_view number) {
    const auto chain_hash = hash_from_hex(chain);
    if (!chain_hash) return refuse("a drand chain is 64 lower-case hexadecimal digits");
    const auto round_number = parse_number(number, largest_count);
    if (!round_number || *round_number == 0) return refuse("a drand round is a number from 1 to 2^40");
    return DrandRound{*chain_hash, *round_number};
}

Parsed<DrandRound> future_beacon(std::string_view field) {
    const auto parts = split<3>(field, ' ');
    if (!parts || (*parts)[0] != "drand")
        return refuse("a beacon is `none` or `drand <chain hash> <round number>`");
    return drand_round((*parts)[1], (*parts)[2]);
}

Parsed<DrandBeacon> past_beacon(std::string_view field) {
    const auto parts = split<5>(field, ' ');
    if (!parts || (*parts)[0] != "drand") {
        return refuse("a beacon is `none` or `drand <chain hash> <round number> <signature> <randomness>`");
    }
    const auto round = drand_round((*parts)[1], (*parts)[2]);
    if (!round) return tl::unexpected(round.error());
    const auto signature = from_hex<48>((*parts)[3]);
    if (!signature) return refuse("a drand signature is 96 lower-case hexadecimal digits");
    const auto randomness = hash_from_hex((*parts)[4]);
    if (!randomness) return refuse("drand's randomness is 64 lower-case hexadecimal digits");
    return DrandBeacon{*round, *signature, *randomness};
}

}  // namespace

Parsed<std::string> origin(std::string_view field) {
    if (valid_origin(field)) return std::string(field);
    return refuse("an origin is 1 to 255 bytes of UTF-8 without white space, control characters or `+`");
}

Parsed<RoundId> round(std::string_view field) {
    if (auto id = RoundId::parse(field)) return *std::move(id);
    return refuse("a round is 1 to 64 of a-z, 0-9 and `-`, and does not begin with `-`");
}

Parsed<std::string> void_reason(std::string_view field) {
    const auto in_a_note = [](char c) { return static_cast<unsigned char>(c) >= 0x20; };
    if (!field.empty() && field.front() != ' ' && field.back() != ' ' && valid_utf8(field) &&
        std::ranges::all_of(field, in_a_note)) {
        return std::string(field);
    }
    return refuse("a reason is one line of UTF-8 without spaces at its ends");
}

Parsed<Hash> hash(std::string_view field) {
    if (const auto value = hash_from_hex(field)) return *value;
    return refuse("not 64 lower-case hexadecimal digits");
}

Parsed<std::optional<Hash>> hash_or_none(std::string_view field) {
    return or_none(field, hash);
}

Parsed<std::uint64_t> count(std::string_view field) {
    if (const auto number = parse_number(field, largest_count)) return *number;
    return refuse("not a number from 0 to 2^40, without sign or leading zeros");
}

Parsed<CountedHash> counted_hash(std::string_view field) {
    const auto parts = split<2>(field, ' ');
    if (!parts) return refuse("not a number and a hash with one space between");
    const auto number = count((*parts)[0]);
    if (!number) return tl::unexpected(number.error());
    const auto value = hash((*parts)[1]);
    if (!value) return tl::unexpected(value.error());
    return CountedHash{*number, *value};
}

Parsed<UnixMs> time(std::string_view field) {
    if (const auto value = parse_rfc3339(field)) return *value;
    return refuse("not a time as in 2026-11-21T15:01:02.000Z, or no such date");
}

Parsed<Window> window(std::string_view field) {
    const auto parts = split<2>(field, ' ');
    if (!parts) return refuse("not two times with one space between");
    const auto from = time((*parts)[0]);
    if (!from) return tl::unexpected(from.error());
    const auto to = time((*parts)[1]);
    if (!to) return tl::unexpected(to.error());
    return Window{*from, *to};
}

Parsed<std::optional<Window>> window_or_none(std::string_view field) {
    return or_none(field, window);
}

Parsed<std::optional<DrandRound>> announced_beacon(std::string_view field) {
    return or_none(field, future_beacon);
}

Parsed<std::optional<DrandBeacon>> drawn_beacon(std::string_view field) {
    return or_none(field, past_beacon);
}

}  // namespace grammar
}  // namespace fairdraw
