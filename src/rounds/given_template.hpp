// The template whose coupons a round gives: looked at when the round is announced, and held until that is
// committed. One thread a transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "fairdraw/time.hpp"
#include "postgres/transaction.hpp"

namespace fairdraw::rounds {

// Its number, for a draw that is due then, to however many win; nothing where no template is wanted.
tl::expected<std::optional<int>, api::Refusal> hold_template_to_draw(
    postgres::Transaction& transaction, const std::optional<std::string>& template_id, UnixMs draw_due);

// Its number, for a first-come round with such a stock that is over then.
tl::expected<int, api::Refusal> hold_template_to_give(postgres::Transaction& transaction,
                                                      const std::string& template_id, std::int64_t stock,
                                                      UnixMs over);

}  // namespace fairdraw::rounds
