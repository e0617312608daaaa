#include "pricing/rule.hpp"

#include <algorithm>

namespace fairdraw::pricing {

bool Scope::covers(const Item& item) const {
    const auto named = [&](const std::optional<std::string>& id) {
        return id && std::ranges::binary_search(ids, *id);
    };
    switch (kind) {
        case Kind::shop:
            return true;
        case Kind::merchants:
            return named(item.merchant);
        case Kind::categories:
            return named(item.category);
        case Kind::products:
            return named(item.product);
    }
    return false;
}

}  // namespace fairdraw::pricing
