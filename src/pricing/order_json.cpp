#include "pricing/order_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "pricing/json_members.hpp"
#include "pricing/rule.hpp"
#include "pricing/rule_json.hpp"

namespace fairdraw::pricing {

namespace {

using Json = nlohmann::json;

Item read_item(const Json& json, std::size_t index) {
    JsonMembers members{json, fmt::format("items[{}]", index)};
    Item item{members.text("product", max_id_bytes), members.text_if_any("merchant", max_id_bytes),
              members.text_if_any("category", max_id_bytes), members.number("quantity", 1, max_quantity),
              members.number("unit_price", 0, max_money)};
    members.end();
    return item;
}

Json or_null(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json();
}

}  // namespace

tl::expected<Order, std::string> parse_order(const Json& body, std::initializer_list<const char*> besides) {
    try {
        JsonMembers members{body, ""};
        for (const auto* name : besides) members.allow(name);
        members.allow("currency");
        const auto currency = parse_currency(body.value("currency", Json()));
        if (!currency) return tl::unexpected(currency.error());
        Order order{*currency, {}, 0};
        for (const auto& item : members.list("items", max_items))
            order.items.push_back(read_item(item, order.items.size()));
        order.shipping = members.number("shipping", 0, max_money);
        members.end();
        return order;
    } catch (const Malformed& malformed) {
        return tl::unexpected<std::string>(malformed.what());
    }
}

Json write_order(const Order& order) {
    Json items = Json::array();
    for (const auto& item : order.items)
        items.push_back({{"product", item.product},
                         {"merchant", or_null(item.merchant)},
                         {"category", or_null(item.category)},
                         {"quantity", item.quantity},
                         {"unit_price", item.unit_price}});
    return {{"currency", order.currency}, {"items", std::move(items)}, {"shipping", order.shipping}};
}

}  // namespace fairdraw::pricing
