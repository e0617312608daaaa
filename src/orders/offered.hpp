// Coupons as an order sees them: what they promise, and whether they can be used now. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pricing/price.hpp"

namespace pqxx {
class result;
}

namespace fairdraw::orders {

struct Offered {
    std::string code;
    std::string user_id;
    std::string title;
    std::optional<pricing::Coupon> coupon;  // nothing: a coupon without a template, which has no rules
    std::string status;                     // available, held, used or expired
    bool too_early;                         // its validity has yet to begin

    // Why it cannot be used on any order just now, as it stands in answers.
    std::optional<std::string> obstacle() const;
};

// Rows of find_offered or list_offered.
std::vector<Offered> offered_in(const pqxx::result& rows);

// Those with rules.
std::vector<pricing::Coupon> priced(const std::vector<Offered>& offered);

}  // namespace fairdraw::orders
