#include "orders/offered.hpp"

#include <pqxx/result>

#include "pricing/rule_json.hpp"

namespace fairdraw::orders {

namespace {

pricing::Coupon coupon_in(const pqxx::row& row) {
    const auto text = [&](int column) { return row[column].as<std::string>(); };
    return {text(0), text(2), pricing::stored_rule(text(2), text(4), text(5), text(6), text(7))};
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
