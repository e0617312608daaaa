// What coupons' doors write, and what is issued there and in first-come rounds, by name
// (postgres/transaction.hpp). Each is keyed, so that doing it again finds what the first time did. The crash
// test goes through this list, too.
#pragma once

#include <array>

#include "postgres/transaction.hpp"

namespace fairdraw::coupons::steps {

inline constexpr postgres::Step create_template{"create_template"};
inline constexpr postgres::Step change_template{"change_template"};
inline constexpr postgres::Step issue{"issue_coupons"};

inline constexpr std::array all{create_template, change_template, issue};

}  // namespace fairdraw::coupons::steps
