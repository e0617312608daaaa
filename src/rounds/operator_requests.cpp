#include "rounds/operator_requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace fairdraw::rounds {

namespace {

using Json = nlohmann::json;

// What is wrong with a body, on its way out to a Refusal; never leaves this file.
struct Malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

Json parse_object(std::string_view body, std::initializer_list<std::string_view> members) {
    const auto json = Json::parse(body, nullptr, false);
    if (json.is_discarded()) throw Malformed("the body is not JSON");
    if (!json.is_object()) throw Malformed("the body must be a JSON object");
    for (const auto& [name, value] : json.items())
        if (std::find(members.begin(), members.end(), name) == members.end())
            throw Malformed(fmt::format("{}: there is no such member", name.substr(0, 64)));
    return json;
}

// Null counts as absent: the default, where there is one.
bool given(const Json& json, const char* name) {
    return json.contains(name) && !json[name].is_null();
}

std::string text(const Json& json, const char* name) {
    if (!given(json, name)) throw Malformed(fmt::format("{}: is missing", name));
    if (!json[name].is_string()) throw Malformed(fmt::format("{}: must be a string", name));
    auto value = json[name].get<std::string>();
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(value.begin(), value.end(), is_control))
        throw Malformed(fmt::format("{}: must not hold control characters", name));
    return value;
}

int number(const Json& json, const char* name, int least, int greatest) {
    const auto& value = json.contains(name) ? json[name] : Json{};
    if (!value.is_number_integer() || value < least || value > greatest)
        throw Malformed(fmt::format("{}: must be a whole number from {} to {}", name, least, greatest));
    return value.get<int>();
}

// "+08:00" in milliseconds; "Z" is none.
std::optional<std::int64_t> offset_ms(std::string_view zone) {
    if (zone == "Z") return 0;
    const auto number = [&](std::size_t at) { return (zone[at] - '0') * 10 + zone[at + 1] - '0'; };
    const auto is_digit = [&](std::size_t at) { return zone[at] >= '0' && zone[at] <= '9'; };
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
    if (!is_digit(1) || !is_digit(2) || !is_digit(4) || !is_digit(5)) return std::nullopt;
    if (number(1) > 23 || number(4) > 59) return std::nullopt;
    return (zone[0] == '-' ? -60'000 : 60'000) * (number(1) * 60 + number(4));
}

// RFC 3339 as people write it: with any offset, and with or without milliseconds.
std::optional<UnixMs> time_of(const std::string& written) {
    constexpr std::size_t seconds_end = 19;  // 2026-11-21T23:00:00
    if (written.size() <= seconds_end) return std::nullopt;
    const auto zone_at = written.find_first_of("Z+-", seconds_end);
    if (zone_at == written.npos) return std::nullopt;
    const auto offset = offset_ms(std::string_view{written}.substr(zone_at));
    const auto decimals =
        zone_at == seconds_end ? ".000" : written.substr(seconds_end, zone_at - seconds_end);
    const auto local = parse_rfc3339(written.substr(0, seconds_end) + decimals + "Z");
    if (!local || !offset) return std::nullopt;
    return UnixMs{local->value - *offset};
}

UnixMs time(const Json& json, const char* window, const char* name) {
    const auto parsed = time_of(text(json, name));
    if (!parsed)
        throw Malformed(fmt::format(
            "{}.{}: must be a time of RFC 3339 with its zone, and with three decimals or none, such "
            "as 2026-11-21T23:00:00+08:00",
            window, name));
    return *parsed;
}

Window window(const Json& json, const char* name) {
    if (!given(json, name)) throw Malformed(fmt::format("{}: is missing", name));
    const auto& value = json[name];
    if (!value.is_object() || value.size() != 2 || !value.contains("from") || !value.contains("to"))
        throw Malformed(fmt::format("{}: must be {{\"from\": time, \"to\": time}}", name));
    return {time(value, name, "from"), time(value, name, "to")};
}

Quota quota(const Json& json) {
    if (!given(json, "quota")) return Odds{1, 5, Odds::Rounding::stochastic};
    auto parsed = parse_quota(text(json, "quota"));
    if (!parsed) throw Malformed("quota: " + parsed.error());
    return *parsed;
}

std::optional<BeaconWish> beacon(const Json& json) {
    if (!given(json, "beacon")) return std::nullopt;
    const auto parsed = parse_beacon_wish(text(json, "beacon"));
    if (!parsed) throw Malformed("beacon: " + parsed.error());
    return *parsed;
}

std::optional<std::string> date(const Json& json, const char* name) {
    if (!given(json, name)) return std::nullopt;
    const auto written = text(json, name);
    if (!parse_rfc3339(written + "T00:00:00.000Z") || written < "1970")
        throw Malformed(fmt::format("{}: must be a date such as 2026-11-21", name));
    return written;
}

std::string time_of_day(const Json& json, const char* name) {
    auto written = text(json, name);
    if (written.size() == 5) written += ":00";
    if (!parse_rfc3339("2000-01-01T" + written + ".000Z"))
        throw Malformed(fmt::format("{}: must be a time of day such as 23:00", name));
    return written;
}

std::optional<Campaign::Reserve> reserve(const Json& json) {
    if (!json.contains("reserve")) return Campaign::Reserve{};
    const auto& value = json["reserve"];
    if (value.is_null()) return std::nullopt;
    if (!value.is_object() || value.size() != 2)
        throw Malformed(
            "reserve: must be {\"opens_before_s\": seconds, \"closes_before_s\": seconds}, or null");
    const Campaign::Reserve reserve{number(value, "opens_before_s", 1, 86'400),
                                    number(value, "closes_before_s", 0, 86'399)};
    if (reserve.opens_before_s <= reserve.closes_before_s)
        throw Malformed("reserve: must open before it closes");
    return reserve;
}

RoundPlan read_round(std::string_view body) {
    const auto json = parse_object(body, {"round", "reserve", "enter", "quota", "beacon", "template"});
    const auto id = RoundId::parse(text(json, "round"));
    if (!id) throw Malformed("round: must be 1 to 64 of a-z, 0-9 and -, not beginning with -");
    if (!json.contains("reserve")) throw Malformed("reserve: is missing; null where nobody needs to reserve");
    if (given(json, "template")) throw Malformed("template: there are none yet; leave it out");
    const auto reserve = given(json, "reserve") ? std::optional{window(json, "reserve")} : std::nullopt;
    return {*id, std::nullopt, reserve, window(json, "enter"), quota(json), beacon(json)};
}

Campaign read_campaign(std::string_view body) {
    const auto json = parse_object(body, {"campaign", "time_zone", "starts_at", "reserve", "enter_for_s",
                                          "quota", "beacon", "first_day", "last_day"});
    Campaign campaign;
    campaign.id = text(json, "campaign");
    if (campaign.id.size() > 53 || !valid_round_id(campaign.id))
        throw Malformed("campaign: must be 1 to 53 of a-z, 0-9 and -, not beginning with -");
    if (given(json, "time_zone")) campaign.time_zone = text(json, "time_zone");
    if (given(json, "starts_at")) campaign.starts_at = time_of_day(json, "starts_at");
    campaign.reserve = reserve(json);
    if (given(json, "enter_for_s")) campaign.enter_for_s = number(json, "enter_for_s", 1, 86'400);
    campaign.quota = format_quota(quota(json));
    const auto wish = beacon(json);
    if (wish && wish->number) throw Malformed("beacon: each day has a round number of its own; leave it out");
    campaign.beacon = format_beacon_wish(wish);
    campaign.first_day = date(json, "first_day");
    campaign.last_day = date(json, "last_day");
    if (campaign.first_day && campaign.last_day && *campaign.last_day < *campaign.first_day)
        throw Malformed("last_day: is before first_day");
    return campaign;
}

template <class Read>
auto refusing(std::string_view body, Read read) -> tl::expected<decltype(read(body)), Refusal> {
    try {
        return read(body);
    } catch (const Malformed& malformed) {
        return tl::unexpected(Refusal{http::Code::invalid_request, malformed.what()});
    }
}

}  // namespace

tl::expected<RoundPlan, Refusal> parse_round(std::string_view body) {
    return refusing(body, read_round);
}

tl::expected<Campaign, Refusal> parse_campaign(std::string_view body) {
    return refusing(body, read_campaign);
}

tl::expected<std::string, Refusal> parse_reason(std::string_view body) {
    return refusing(
        body, [](std::string_view text_body) { return text(parse_object(text_body, {"reason"}), "reason"); });
}

}  // namespace fairdraw::rounds
