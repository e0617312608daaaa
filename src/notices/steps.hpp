// What is written for notices and webhooks, by name (postgres/transaction.hpp). Each is keyed, or does only
// what is still to be done, so that doing it again finds what the first time did. The crash tests go through
// these lists, too.
#pragma once

#include <array>

#include "postgres/transaction.hpp"

namespace fairdraw::notices::steps {

inline constexpr postgres::Step send_notice{"send_notice"};
inline constexpr postgres::Step mark_read{"mark_read"};
inline constexpr postgres::Step remind{"remind"};
inline constexpr postgres::Step forget_notices{"forget_notices"};
inline constexpr postgres::Step create_webhook{"create_webhook"};
inline constexpr postgres::Step delete_webhook{"delete_webhook"};
inline constexpr postgres::Step take_webhook{"take_webhook"};
inline constexpr postgres::Step note_delivery{"note_delivery"};

inline constexpr std::array asked_for{send_notice, mark_read, create_webhook, delete_webhook};
inline constexpr std::array of_the_clock{remind, forget_notices, take_webhook, note_delivery};

}  // namespace fairdraw::notices::steps
