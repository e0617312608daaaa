#include "pricing/rule_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "pricing/json_members.hpp"

namespace fairdraw::pricing {

namespace {

using Json = nlohmann::json;

const std::vector<std::string> benefit_kinds{"amount_off", "percent_off", "free_shipping", "buy_x_get_y",
                                             "free_item"};
const std::vector<std::string> scope_kinds{"shop", "merchants", "categories", "products"};
const std::vector<std::string> stacking_kinds{"exclusive", "group"};

std::optional<std::int64_t> money_if_any(JsonMembers& members, const char* name) {
    return members.number_if_any(name, 1, max_money);
}

std::int64_t units(JsonMembers& members, const char* name) {
    return members.number(name, 1, max_quantity);
}

Benefit read_benefit(JsonMembers& members) {
    switch (members.one_of("kind", benefit_kinds)) {
        case 0:
            return AmountOff{members.number("amount", 1, max_money), money_if_any(members, "threshold")};
        case 1:
            return PercentOff{static_cast<int>(members.number("basis_points", 1, 10'000)),
                              money_if_any(members, "cap"), money_if_any(members, "threshold")};
        case 2:
            return FreeShipping{money_if_any(members, "cap"), money_if_any(members, "threshold")};
        case 3:
            return BuyXGetY{units(members, "buy"), units(members, "get"),
                            members.number_if_any("times", 1, max_quantity)};
        default:
            return FreeItem{members.text("product", max_id_bytes), units(members, "quantity"),
                            money_if_any(members, "threshold")};
    }
}

Scope read_scope(JsonMembers& members) {
    const auto kind = members.one_of("kind", scope_kinds);
    Scope scope{static_cast<Scope::Kind>(kind), {}};
    if (scope.kind == Scope::Kind::shop) return scope;
    scope.ids = members.texts("ids", max_scope_ids, max_id_bytes);
    std::ranges::sort(scope.ids);
    if (std::ranges::adjacent_find(scope.ids) != scope.ids.end())
        throw Malformed(members.path_of("ids") + ": must not hold one twice");
    return scope;
}

Stacking read_stacking(JsonMembers& members) {
    if (members.one_of("kind", stacking_kinds) == 0) return {};
    return {members.text("group", max_group_bytes),
            static_cast<int>(members.number("at_most", 1, max_together))};
}

template <class Value>
tl::expected<Value, std::string> read(const Json& json, const char* name, Value (*read_from)(JsonMembers&)) {
    try {
        JsonMembers members{json, name};
        auto value = read_from(members);
        members.end();
        return value;
    } catch (const Malformed& malformed) {
        return tl::unexpected<std::string>(malformed.what());
    }
}

Json or_null(const std::optional<std::int64_t>& value) {
    return value ? Json(*value) : Json();
}

Json members_of(const AmountOff& b) {
    return {{"kind", "amount_off"}, {"amount", b.amount}, {"threshold", or_null(b.threshold)}};
}

Json members_of(const PercentOff& b) {
    return {{"kind", "percent_off"},
            {"basis_points", b.basis_points},
            {"cap", or_null(b.cap)},
            {"threshold", or_null(b.threshold)}};
}

Json members_of(const FreeShipping& b) {
    return {{"kind", "free_shipping"}, {"cap", or_null(b.cap)}, {"threshold", or_null(b.threshold)}};
}

Json members_of(const BuyXGetY& b) {
    return {{"kind", "buy_x_get_y"}, {"buy", b.buy}, {"get", b.get}, {"times", or_null(b.times)}};
}

Json members_of(const FreeItem& b) {
    return {{"kind", "free_item"},
            {"product", b.product},
            {"quantity", b.quantity},
            {"threshold", or_null(b.threshold)}};
}

}  // namespace

tl::expected<Benefit, std::string> parse_benefit(const Json& benefit) {
    return read(benefit, "benefit", read_benefit);
}

tl::expected<Scope, std::string> parse_scope(const Json& scope) {
    return read(scope, "scope", read_scope);
}

tl::expected<Stacking, std::string> parse_stacking(const Json& stacking) {
    return read(stacking, "stacking", read_stacking);
}

tl::expected<std::string, std::string> parse_currency(const Json& currency) {
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto* code = currency.get_ptr<const Json::string_t*>();
    if (!code || code->size() != 3 || !std::ranges::all_of(*code, is_capital))
        return tl::unexpected<std::string>("currency: must be three capital letters, such as TWD");
    return *code;
}

Json write_benefit(const Benefit& benefit) {
    return std::visit([](const auto& b) { return members_of(b); }, benefit);
}

Json write_scope(const Scope& scope) {
    Json json{{"kind", scope_kinds[static_cast<std::size_t>(scope.kind)]}};
    if (scope.kind != Scope::Kind::shop) json["ids"] = scope.ids;
    return json;
}

Json write_stacking(const Stacking& stacking) {
    if (stacking.exclusive()) return {{"kind", "exclusive"}};
    return {{"kind", "group"}, {"group", stacking.group}, {"at_most", stacking.at_most}};
}

tl::expected<Rule, std::string> parse_rule(const nlohmann::json& members) {
    for (const auto* name : {"currency", "benefit", "scope", "stacking"})
        if (!members.contains(name)) return tl::unexpected(std::string{name} + ": is missing");
    auto currency = parse_currency(members["currency"]);
    if (!currency) return tl::unexpected(currency.error());
    auto benefit = parse_benefit(members["benefit"]);
    if (!benefit) return tl::unexpected(benefit.error());
    auto scope = parse_scope(members["scope"]);
    if (!scope) return tl::unexpected(scope.error());
    auto stacking = parse_stacking(members["stacking"]);
    if (!stacking) return tl::unexpected(stacking.error());
    return Rule{*std::move(currency), *std::move(benefit), *std::move(scope), *std::move(stacking)};
}

Rule stored_rule(const std::string& template_id, const std::string& currency, const std::string& benefit,
                 const std::string& scope, const std::string& stacking) {
    auto rule = parse_rule({{"currency", currency},
                            {"benefit", Json::parse(benefit)},
                            {"scope", Json::parse(scope)},
                            {"stacking", Json::parse(stacking)}});
    if (!rule)
        throw std::logic_error("template " + template_id + " holds a rule that is none: " + rule.error());
    return *std::move(rule);
}

}  // namespace fairdraw::pricing
