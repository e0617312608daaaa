// Of what grants and promotions may give coupons: a template that is published. One thread a transaction.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "postgres/transaction.hpp"

namespace fairdraw::coupons {

// Its number.
tl::expected<int, api::Refusal> find_published(postgres::Transaction& transaction,
                                               const std::string& template_id);

}  // namespace fairdraw::coupons
