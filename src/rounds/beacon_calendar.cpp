#include "rounds/beacon_calendar.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairdraw::rounds {

namespace {

constexpr std::string_view drand = "drand ";
// What the protocol asks for, after the window; and a close that begins late takes a moment, too.
constexpr std::int64_t least_after_window_ms = 10'000;
constexpr std::int64_t least_after_close_ms = 1'000;
// Where it is ours to choose: more than a close of some million entries takes.
constexpr std::int64_t ample_ms = 20'000;
constexpr std::int64_t most_after_window_ms = 7 * 86'400'000LL;

UnixMs later(UnixMs time, std::int64_t ms) {
    return {time.value + ms};
}

tl::unexpected<api::Refusal> refuse(std::string detail) {
    return tl::unexpected(api::Refusal{http::Code::invalid_request, "beacon: " + std::move(detail)});
}

}  // namespace

tl::expected<std::optional<BeaconWish>, std::string> parse_beacon_wish(std::string_view text) {
    if (text == "none") return std::nullopt;
    if (const auto round = parse_drand_round(text)) return BeaconWish{round->chain, round->number};
    if (text.starts_with(drand)) {
        if (const auto chain = hash_from_hex(text.substr(drand.size())))
            return BeaconWish{*chain, std::nullopt};
    }
    return tl::unexpected<std::string>(
        "must be none, drand <chain hash>, or drand <chain hash> <round number>");
}

std::string format_beacon_wish(const std::optional<BeaconWish>& wish) {
    if (!wish) return "none";
    if (wish->number) return format_drand_round({wish->chain, *wish->number});
    return std::string(drand) + to_hex(wish->chain);
}

bool fulfils(const std::string& announced, const std::optional<BeaconWish>& wish) {
    const auto text = format_beacon_wish(wish);
    return announced == text || (wish && !wish->number && announced.starts_with(text + ' '));
}

tl::expected<DrandChain, api::Refusal> BeaconCalendar::find(const Hash& chain) const {
    if (chains_.empty()) return refuse("none can be had here: the service was started without --drand-relay");
    const auto found = std::ranges::find(chains_, chain, &DrandChain::hash);
    if (found == chains_.end())
        return refuse("this drand chain is not known here; --drand-chain of `serve` describes another");
    return *found;
}

tl::expected<AnnouncedBeacon, api::Refusal> BeaconCalendar::choose(const BeaconWish& wish, UnixMs enter_to,
                                                                   UnixMs close_due) const {
    const auto chain = find(wish.chain);
    if (!chain) return tl::unexpected(chain.error());
    const UnixMs least =
        std::max(later(enter_to, least_after_window_ms), later(close_due, least_after_close_ms));
    const auto number = wish.number.value_or(chain->first_due_from(later(least, ample_ms)));
    const auto due = chain->due(number);
    if (due < least)
        return refuse(
            fmt::format("round {} is due at {}; it must be due at {} or later, when the list is closed",
                        number, format_rfc3339(due), format_rfc3339(least)));
    if (due > later(enter_to, most_after_window_ms))
        return refuse(fmt::format("round {} is due more than 7 days after the entry window", number));
    return AnnouncedBeacon{{wish.chain, number}, due};
}

}  // namespace fairdraw::rounds
