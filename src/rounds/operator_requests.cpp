#include "rounds/operator_requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/request_body.hpp"

namespace fairdraw::rounds {

namespace {

using Json = nlohmann::json;
using api::given;
using api::Malformed;
using api::object;
using api::parse_object;
using api::text;
using api::window;

constexpr std::int64_t most_stock = 1'000'000'000;

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

int seconds(const Json& json, const char* name, int least, int greatest) {
    return static_cast<int>(api::number(json, name, least, greatest));
}

std::optional<Campaign::Reserve> reserve(const Json& json) {
    if (!json.contains("reserve")) return Campaign::Reserve{};
    const auto& value = json["reserve"];
    if (value.is_null()) return std::nullopt;
    if (!value.is_object() || value.size() != 2)
        throw Malformed(
            "reserve: must be {\"opens_before_s\": seconds, \"closes_before_s\": seconds}, or null");
    const Campaign::Reserve reserve{seconds(value, "opens_before_s", 1, 86'400),
                                    seconds(value, "closes_before_s", 0, 86'399)};
    if (reserve.opens_before_s <= reserve.closes_before_s)
        throw Malformed("reserve: must open before it closes");
    return reserve;
}

RoundId round_id(const Json& json) {
    const auto id = RoundId::parse(text(json, "round"));
    if (!id) throw Malformed("round: must be 1 to 64 of a-z, 0-9 and -, not beginning with -");
    return *id;
}

std::optional<std::string> template_id(const Json& json) {
    if (!given(json, "template")) return std::nullopt;
    return text(json, "template");
}

RoundPlan read_drawn(const Json& json) {
    object(json, "", {"kind", "round", "reserve", "enter", "quota", "beacon", "template"});
    const auto id = round_id(json);
    if (!json.contains("reserve")) throw Malformed("reserve: is missing; null where nobody needs to reserve");
    const auto reserve = given(json, "reserve") ? std::optional{window(json, "reserve")} : std::nullopt;
    return {id, std::nullopt, reserve, window(json, "enter"), quota(json), beacon(json), template_id(json)};
}

FirstComePlan read_first_come(const Json& json) {
    object(json, "", {"kind", "round", "enter", "stock", "template"});
    const auto given_template = template_id(json);
    if (!given_template) throw Malformed("template: is missing; it says what there is to be had");
    return {round_id(json), window(json, "enter"), api::number(json, "stock", 1, most_stock),
            *given_template};
}

NewRound read_round(std::string_view body) {
    const auto json = api::parse_body(body);
    if (!json.is_object() || !given(json, "kind")) return read_drawn(json);
    const auto kind = text(json, "kind");
    if (kind == "draw") return read_drawn(json);
    if (kind == "first_come") return read_first_come(json);
    throw Malformed("kind: must be draw or first_come");
}

Campaign read_campaign(std::string_view body) {
    const auto json = parse_object(body, {"campaign", "time_zone", "starts_at", "reserve", "enter_for_s",
                                          "quota", "beacon", "first_day", "last_day", "template"});
    Campaign campaign;
    campaign.id = text(json, "campaign");
    if (campaign.id.size() > 53 || !valid_round_id(campaign.id))
        throw Malformed("campaign: must be 1 to 53 of a-z, 0-9 and -, not beginning with -");
    if (given(json, "time_zone")) campaign.time_zone = text(json, "time_zone");
    if (given(json, "starts_at")) campaign.starts_at = time_of_day(json, "starts_at");
    campaign.reserve = reserve(json);
    if (given(json, "enter_for_s")) campaign.enter_for_s = seconds(json, "enter_for_s", 1, 86'400);
    campaign.quota = format_quota(quota(json));
    const auto wish = beacon(json);
    if (wish && wish->number) throw Malformed("beacon: each day has a round number of its own; leave it out");
    campaign.beacon = format_beacon_wish(wish);
    campaign.first_day = date(json, "first_day");
    campaign.last_day = date(json, "last_day");
    if (campaign.first_day && campaign.last_day && *campaign.last_day < *campaign.first_day)
        throw Malformed("last_day: is before first_day");
    campaign.template_id = template_id(json);
    return campaign;
}

}  // namespace

tl::expected<NewRound, api::Refusal> parse_round(std::string_view body) {
    return api::reading(body, read_round);
}

tl::expected<Campaign, api::Refusal> parse_campaign(std::string_view body) {
    return api::reading(body, read_campaign);
}

tl::expected<std::string, api::Refusal> parse_reason(std::string_view body) {
    return api::reading(
        body, [](std::string_view text_body) { return text(parse_object(text_body, {"reason"}), "reason"); });
}

}  // namespace fairdraw::rounds
