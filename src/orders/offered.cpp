#include "orders/offered.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/result>
#include <stdexcept>

#include "pricing/rule_json.hpp"

namespace fairdraw::orders {

namespace {

using Json = nlohmann::json;

pricing::Coupon coupon_in(const pqxx::row& row) {
    const auto json = [&](int column) { return Json::parse(row[column].c_str()); };
    auto rule = pricing::parse_rule({{"currency", row[4].as<std::string>()},
                                     {"benefit", json(5)},
                                     {"scope", json(6)},
                                     {"stacking", json(7)}});
    if (!rule)
        throw std::logic_error("template " + row[2].as<std::string>() +
                               " holds a rule that is none: " + rule.error());
    return {row[0].as<std::string>(), row[2].as<std::string>(), *std::move(rule)};
}

}  // namespace

std::optional<std::string> Offered::obstacle() const {
    if (status != "available") return status;
    if (too_early) return "not_yet_valid";
    if (!coupon) return "no_rules";
    return std::nullopt;
}

std::vector<Offered> offered_in(const pqxx::result& rows) {
    std::vector<Offered> offered;
    for (const auto& row : rows) {
        const bool has_rules = !row[2].is_null();
        offered.push_back({row[0].as<std::string>(), row[1].as<std::string>(),
                           has_rules ? row[3].as<std::string>() : std::string{},
                           has_rules ? std::optional{coupon_in(row)} : std::nullopt, row[8].as<std::string>(),
                           row[9].as<bool>()});
    }
    return offered;
}

std::vector<pricing::Coupon> priced(const std::vector<Offered>& offered) {
    std::vector<pricing::Coupon> coupons;
    for (const auto& each : offered)
        if (each.coupon) coupons.push_back(*each.coupon);
    return coupons;
}

}  // namespace fairdraw::orders
