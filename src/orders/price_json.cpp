#include "orders/price_json.hpp"

#include <nlohmann/json.hpp>

namespace fairdraw::orders {

nlohmann::ordered_json json_of(const pricing::Price& price) {
    using Json = nlohmann::ordered_json;
    auto coupons = Json::array();
    for (const auto& taken : price.coupons) {
        auto items = Json::array();
        for (const auto& share : taken.items)
            items.push_back({{"item", share.item}, {"amount", share.amount}});
        coupons.push_back(
            {{"code", taken.code}, {"amount", taken.amount}, {"items", items}, {"shipping", taken.shipping}});
    }
    return {{"coupons", coupons}, {"discount", price.discount}, {"total", price.total}};
}

}  // namespace fairdraw::orders
