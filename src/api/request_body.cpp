#include "api/request_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace fairdraw::api {

namespace {

using Json = nlohmann::json;

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

// What can be written down again.
constexpr UnixMs year_0000{-62'167'219'200'000}, year_9999_ends{253'402'300'799'999};

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
    const UnixMs time{local->value - *offset};
    return time < year_0000 || time > year_9999_ends ? std::nullopt : std::optional{time};
}

UnixMs time(const Json& json, const char* name, const std::string& called) {
    const auto parsed = time_of(text(json, name));
    if (!parsed)
        throw Malformed(
            fmt::format("{}: must be a time of RFC 3339 with its zone, and with three decimals or none, such "
                        "as 2026-11-21T23:00:00+08:00",
                        called));
    return *parsed;
}

// U+0000 to U+001F and U+007F to U+009F, as PostgreSQL has them.
bool holds_control_character(std::string_view value) {
    unsigned char before = 0;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || (before == 0xc2 && byte < 0xa0)) return true;
        before = byte;
    }
    return false;
}

}  // namespace

Json parse_body(std::string_view body) {
    auto json = Json::parse(body, nullptr, false);
    if (json.is_discarded()) throw Malformed("the body is not JSON");
    return json;
}

const Json& object(const Json& json, std::string_view name, std::initializer_list<std::string_view> members) {
    const auto prefix = name.empty() ? std::string{} : fmt::format("{}.", name);
    if (!json.is_object())
        throw Malformed(fmt::format("{} must be a JSON object",
                                    name.empty() ? "the body" : prefix.substr(0, name.size()) + ":"));
    for (const auto& [member, value] : json.items())
        if (std::find(members.begin(), members.end(), member) == members.end())
            throw Malformed(fmt::format("{}{}: there is no such member", prefix, member.substr(0, 64)));
    return json;
}

Json parse_object(std::string_view body, std::initializer_list<std::string_view> members) {
    auto json = parse_body(body);
    object(json, "", members);
    return json;
}

bool given(const Json& json, const char* name) {
    return json.contains(name) && !json[name].is_null();
}

std::string text(const Json& json, const char* name) {
    if (!given(json, name)) throw Malformed(fmt::format("{}: is missing", name));
    if (!json[name].is_string()) throw Malformed(fmt::format("{}: must be a string", name));
    auto value = json[name].get<std::string>();
    if (holds_control_character(value))
        throw Malformed(fmt::format("{}: must not hold control characters", name));
    return value;
}

std::int64_t number(const Json& json, const char* name, std::int64_t least, std::int64_t greatest) {
    const auto& value = json.contains(name) ? json[name] : Json{};
    if (!value.is_number_integer() || value < least || value > greatest)
        throw Malformed(fmt::format("{}: must be a whole number from {} to {}", name, least, greatest));
    return value.get<std::int64_t>();
}

UnixMs time(const Json& json, const char* name) {
    return time(json, name, name);
}

Window window(const Json& json, const char* name) {
    if (!given(json, name)) throw Malformed(fmt::format("{}: is missing", name));
    const auto& value = json[name];
    if (!value.is_object() || value.size() != 2 || !value.contains("from") || !value.contains("to"))
        throw Malformed(fmt::format("{}: must be {{\"from\": time, \"to\": time}}", name));
    return {time(value, "from", fmt::format("{}.from", name)), time(value, "to", fmt::format("{}.to", name))};
}

}  // namespace fairdraw::api
