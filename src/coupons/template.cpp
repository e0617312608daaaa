#include "coupons/template.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "api/request_body.hpp"
#include "fairdraw/identifiers.hpp"
#include "pricing/rule_json.hpp"

namespace fairdraw::coupons {

namespace {

using api::given;
using api::Malformed;
using api::object;
using api::text;
using Json = nlohmann::json;

constexpr std::int64_t most_coupons = 1'000'000'000;
constexpr int most_days = 3660;

const std::initializer_list<std::string_view> members{"template", "title",    "currency", "benefit",
                                                      "scope",    "stacking", "total",    "per_user",
                                                      "claim",    "valid",    "audience", "remind_days"};

std::optional<std::int64_t> number(const Json& json, const char* name, std::int64_t greatest) {
    if (!given(json, name)) return std::nullopt;
    return api::number(json, name, 1, greatest);
}

std::string title(const Json& json) {
    auto written = text(json, "title");
    const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    const auto characters = std::count_if(written.begin(), written.end(), is_first_byte);
    if (characters < 1 || characters > 200) throw Malformed("title: must be 1 to 200 characters");
    return written;
}

std::variant<Window, Days> valid(const Json& json) {
    if (!given(json, "valid")) throw Malformed("valid: is missing");
    if (!json["valid"].is_object() || !json["valid"].contains("days")) return api::window(json, "valid");
    const auto& value = object(json["valid"], "valid", {"days"});
    return Days{static_cast<int>(api::number(value, "days", 1, most_days))};
}

Audience audience(const Json& json) {
    if (!given(json, "audience")) return {};
    const auto& value = object(json["audience"], "audience", {"kind", "segment"});
    const auto kind = text(value, "kind");
    if (kind == "segment") {
        auto segment = text(value, "segment");
        if (segment.empty() || segment.size() > 64)
            throw Malformed("audience.segment: must be 1 to 64 bytes");
        return {Audience::Kind::segment, std::move(segment)};
    }
    if (given(value, "segment")) throw Malformed("audience.segment: only where kind is segment");
    if (kind == "everyone") return {Audience::Kind::everyone, std::nullopt};
    if (kind == "users") return {Audience::Kind::users, std::nullopt};
    throw Malformed("audience.kind: must be everyone, users or segment");
}

// A window in which something could still happen.
std::optional<Window> claim(const Json& json) {
    if (!given(json, "claim")) return std::nullopt;
    const auto window = api::window(json, "claim");
    if (window.from >= window.to) throw Malformed("claim: must end after it begins");
    return window;
}

Template read(const Json& json) {
    object(json, "", members);
    Template wanted;
    wanted.id = text(json, "template");
    // The same letters as a round's id.
    if (!valid_round_id(wanted.id))
        throw Malformed("template: must be 1 to 64 of a-z, 0-9 and -, not beginning with -");
    wanted.title = title(json);
    auto rule = pricing::parse_rule(json);
    if (!rule) throw Malformed(rule.error());
    wanted.rule = *std::move(rule);
    wanted.total = number(json, "total", most_coupons);
    wanted.per_user = number(json, "per_user", 1'000'000);
    wanted.claim = claim(json);
    wanted.valid = valid(json);
    if (const auto* window = std::get_if<Window>(&wanted.valid); window && window->from >= window->to)
        throw Malformed("valid: must end after it begins");
    wanted.audience = audience(json);
    wanted.remind_days = number(json, "remind_days", 365);
    return wanted;
}

nlohmann::ordered_json window_json(const Window& window) {
    return {{"from", format_rfc3339(window.from)}, {"to", format_rfc3339(window.to)}};
}

nlohmann::ordered_json audience_json(const Audience& audience) {
    switch (audience.kind) {
        case Audience::Kind::segment:
            return {{"kind", "segment"}, {"segment", *audience.segment}};
        case Audience::Kind::users:
            return {{"kind", "users"}};
        case Audience::Kind::everyone:
            break;
    }
    return {{"kind", "everyone"}};
}

}  // namespace

tl::expected<Template, api::Refusal> parse_template(std::string_view body) {
    return api::reading(body, [](std::string_view text_body) { return read(api::parse_body(text_body)); });
}

tl::expected<Template, api::Refusal> patch_template(const Template& known, std::string_view patch) {
    return api::reading(patch, [&](std::string_view body) {
        const auto changes = api::parse_object(body, members);
        if (changes.contains("template")) throw Malformed("template: a template keeps its id");
        Json merged = json_of(known);
        merged.merge_patch(changes);
        return read(merged);
    });
}

nlohmann::ordered_json json_of(const Template& shown) {
    nlohmann::ordered_json json{{"template", shown.id}, {"title", shown.title}};
    json["currency"] = shown.rule.currency;
    json["benefit"] = pricing::write_benefit(shown.rule.benefit);
    json["scope"] = pricing::write_scope(shown.rule.scope);
    json["stacking"] = pricing::write_stacking(shown.rule.stacking);
    const auto number_or_null = [](const auto& value) {
        return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
    };
    json["total"] = number_or_null(shown.total);
    json["per_user"] = number_or_null(shown.per_user);
    json["claim"] = shown.claim ? window_json(*shown.claim) : nlohmann::ordered_json();
    if (const auto* window = std::get_if<Window>(&shown.valid))
        json["valid"] = window_json(*window);
    else
        json["valid"] = {{"days", std::get<Days>(shown.valid).days}};
    json["audience"] = audience_json(shown.audience);
    json["remind_days"] = number_or_null(shown.remind_days);
    return json;
}

std::vector<std::string> frozen_changes(const Template& known, const Template& wanted) {
    std::vector<std::string> changes;
    const auto keep = [&](const char* name, bool same) {
        if (!same) changes.emplace_back(name);
    };
    keep("currency", known.rule.currency == wanted.rule.currency);
    keep("benefit", known.rule.benefit == wanted.rule.benefit);
    keep("scope", known.rule.scope == wanted.rule.scope);
    keep("stacking", known.rule.stacking == wanted.rule.stacking);
    keep("valid", known.valid == wanted.valid);
    keep("audience", known.audience == wanted.audience);
    // Its end may be moved.
    keep("claim.from", known.claim.has_value() == wanted.claim.has_value() &&
                           (!known.claim || known.claim->from == wanted.claim->from));
    return changes;
}

}  // namespace fairdraw::coupons
