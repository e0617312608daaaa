// What coupons' doors write, what is issued there and in first-come rounds, and the keeper of grants, by name
// (postgres/transaction.hpp). Each is keyed, or does only what is still to be done, so that doing it again
// finds what the first time did. The crash tests go through these lists, and try `issue` by itself.
#pragma once

#include <array>

#include "postgres/transaction.hpp"

namespace fairdraw::coupons::steps {

inline constexpr postgres::Step create_template{"create_template"};
inline constexpr postgres::Step change_template{"change_template"};
inline constexpr postgres::Step set_audience{"set_audience"};
inline constexpr postgres::Step issue{"issue_coupons"};
inline constexpr postgres::Step create_grant{"create_grant"};
inline constexpr postgres::Step grant_next{"grant_next"};
inline constexpr postgres::Step stop_grant{"stop_grant"};
inline constexpr postgres::Step create_promotion{"create_promotion"};
inline constexpr postgres::Step stop_promotion{"stop_promotion"};
inline constexpr postgres::Step redeem{"redeem"};

inline constexpr std::array of_templates{create_template, change_template, set_audience};
inline constexpr std::array of_grants{create_grant, grant_next, stop_grant};
inline constexpr std::array of_promotions{create_promotion, stop_promotion, redeem};

}  // namespace fairdraw::coupons::steps
