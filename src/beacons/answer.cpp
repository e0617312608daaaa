#include "beacons/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "fairdraw/sha256.hpp"
#include "http/json_input.hpp"

namespace fairdraw::beacons {

namespace {

tl::unexpected<RelayTrouble> trouble(std::string reason) {
    return tl::unexpected(RelayTrouble{std::move(reason)});
}

std::string told(std::size_t place, const RelayAnswer& answer) {
    return fmt::format("relay {} {}", place, answer ? "gives one" : answer.error().reason);
}

std::string told(const std::vector<RelayAnswer>& answers) {
    std::string text;
    for (std::size_t i = 0; i < answers.size(); ++i)
        text += fmt::format("{}{}", i ? ", " : "", told(i + 1, answers[i]));
    return text;
}

tl::unexpected<RelayTrouble> no_beacon() {
    return trouble("answers with something that is no beacon");
}

RelayAnswer beacon_in(const nlohmann::json& json, const DrandRound& round) {
    const auto number = http::number_in(json, "round", std::numeric_limits<std::uint64_t>::max());
    const auto signature = from_hex<48>(http::string_in(json, "signature"));
    const auto randomness = hash_from_hex(http::string_in(json, "randomness"));
    if (!signature || !randomness) return no_beacon();
    if (number != round.number) return trouble("answers with another round's beacon");
    if (*randomness != sha256(*signature))
        return trouble("gives a randomness that is not the hash of its signature");
    return DrandBeacon{round, *signature, *randomness};
}

}  // namespace

RelayAnswer read_answer(long status, std::string_view body, const DrandRound& round) {
    if (status == 404) return tl::unexpected(RelayTrouble{"does not have it (404)", true});
    if (status != 200) return trouble(fmt::format("answers {}", status));
    try {
        return beacon_in(http::parse_object(std::string(body)), round);
    } catch (const http::WrongJson&) {
        return no_beacon();
    }
}

tl::expected<DrandBeacon, std::string> agree(const std::vector<RelayAnswer>& answers) {
    if (answers.empty()) return tl::unexpected<std::string>("no drand relay is configured");
    std::vector<DrandBeacon> given;
    std::vector<DrandBeacon> agreed;
    for (const auto& answer : answers) {
        if (!answer) continue;
        const auto times_before = std::ranges::count(given, *answer);
        given.push_back(*answer);
        if (times_before == (answers.size() == 1 ? 0 : 1)) agreed.push_back(*answer);
    }
    if (agreed.size() == 1) return agreed.front();
    if (given.size() > 1)
        return tl::unexpected(fmt::format("the relays give different beacons: {}", told(answers)));
    if (given.size() == 1)
        return tl::unexpected(fmt::format("two relays must give the same: {}", told(answers)));
    return tl::unexpected(told(answers));
}

}  // namespace fairdraw::beacons
