// Rules as they stand in templates, read strictly and written in one way. Pure; any thread.
//
//   benefit   {"kind": "amount_off", "amount": 2000, "threshold": 10000}
//             {"kind": "percent_off", "basis_points": 1500, "cap": 5000, "threshold": null}
//             {"kind": "free_shipping", "cap": null, "threshold": null}
//             {"kind": "buy_x_get_y", "buy": 2, "get": 1, "times": null}
//             {"kind": "free_item", "product": "sku-1", "quantity": 1, "threshold": null}
//   scope     {"kind": "shop"}, or {"kind": "merchants" | "categories" | "products", "ids": ["…", …]}
//   stacking  {"kind": "exclusive"}, or {"kind": "group", "group": "name", "at_most": 3}
//   currency  "TWD"
//
// Null counts as absent. Money is from 1 to max_money; counts of units are from 1 to max_quantity; ids,
// products and groups hold no control characters. Whatever else stands there is refused, by name: an error is
// such as "benefit.basis_points: must be a whole number from 1 to 10000".
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <tl/expected.hpp>

#include "pricing/rule.hpp"

namespace fairdraw::pricing {

tl::expected<Benefit, std::string> parse_benefit(const nlohmann::json& benefit);
tl::expected<Scope, std::string> parse_scope(const nlohmann::json& scope);  // an id given twice is refused
tl::expected<Stacking, std::string> parse_stacking(const nlohmann::json& stacking);
tl::expected<std::string, std::string> parse_currency(const nlohmann::json& currency);

/// All four as members of an object, which may have others.
tl::expected<Rule, std::string> parse_rule(const nlohmann::json& members);

/// The same from where a template keeps them, each as the text that was once parsed and written. Throws
/// std::logic_error naming the template where they are no rule.
Rule stored_rule(const std::string& template_id, const std::string& currency, const std::string& benefit,
                 const std::string& scope, const std::string& stacking);

/// With every member of its kind, null where absent, and ids in order: equal ones give equal JSON.
nlohmann::json write_benefit(const Benefit& benefit);
nlohmann::json write_scope(const Scope& scope);
nlohmann::json write_stacking(const Stacking& stacking);

}  // namespace fairdraw::pricing
