#include "beacons/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "fairdraw/sha256.hpp"

namespace fairdraw::beacons {

namespace {

using Json = nlohmann::json;

// Nothing for what is no JSON object, and for one with a member that stands twice.
std::optional<Json> parse_object(std::string_view body) {
    std::vector<std::set<std::string>> names;  // by depth, of the objects that are open
    bool twice = false;
    const auto note_names = [&](int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) names.emplace_back();
        if (event == Json::parse_event_t::object_end) names.pop_back();
        if (event == Json::parse_event_t::key)
            twice |= !names.back().insert(parsed.get<std::string>()).second;
        return true;
    };
    auto json = Json::parse(body, note_names, false);
    if (twice || !json.is_object()) return std::nullopt;
    return json;
}

template <class FromHex>
auto hex_in(const Json& object, const char* name, const FromHex& from_hex)
    -> decltype(from_hex(std::string{})) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return from_hex(found->get<std::string>());
}

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

}  // namespace

RelayAnswer read_answer(long status, std::string_view body, const DrandRound& round) {
    if (status == 404) return tl::unexpected(RelayTrouble{"does not have it (404)", true});
    if (status != 200) return trouble(fmt::format("answers {}", status));
    const auto json = parse_object(body);
    if (!json) return trouble("answers with something that is no beacon");
    const auto number = json->find("round");
    const auto signature = hex_in(*json, "signature", from_hex<48>);
    const auto randomness = hex_in(*json, "randomness", hash_from_hex);
    if (number == json->end() || !number->is_number_unsigned() || !signature || !randomness)
        return trouble("answers with something that is no beacon");
    if (number->get<std::uint64_t>() != round.number) return trouble("answers with another round's beacon");
    if (*randomness != sha256(*signature))
        return trouble("gives a randomness that is not the hash of its signature");
    return DrandBeacon{round, *signature, *randomness};
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
