// What orders and the clock do to coupons, by name (postgres/transaction.hpp). Each is keyed by the order, or
// does only what is still to be done, so that doing it again finds what the first time did. The crash tests
// go through these lists, too.
#pragma once

#include <array>

#include "postgres/transaction.hpp"

namespace fairdraw::orders::steps {

inline constexpr postgres::Step change_orders{"change_orders"};
inline constexpr postgres::Step hold_order{"hold_order"};
inline constexpr postgres::Step settle_order{"settle_order"};
inline constexpr postgres::Step lapse_holds{"lapse_holds"};
inline constexpr postgres::Step expire_coupons{"expire_coupons"};
inline constexpr postgres::Step forget_barriers{"forget_barriers"};

inline constexpr std::array asked_for{change_orders, hold_order, settle_order};
inline constexpr std::array of_the_clock{lapse_holds, expire_coupons, forget_barriers};

}  // namespace fairdraw::orders::steps
