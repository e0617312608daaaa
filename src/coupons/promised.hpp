// What rounds promise of a template, beside what is issued already. One thread a transaction.
#pragma once

#include <cstdint>

#include "postgres/transaction.hpp"

namespace fairdraw::coupons {

struct Promised {
    bool is_drawn;         // rounds that are drawn give it, now or to come, to however many win
    std::int64_t to_give;  // by first-come rounds that go on
};
Promised find_promised(postgres::Transaction& transaction, int template_number);

}  // namespace fairdraw::coupons
