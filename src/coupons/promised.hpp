// What of a template is issued or promised by rounds. One thread a transaction.
#pragma once

#include <cstdint>

#include "postgres/transaction.hpp"

namespace fairdraw::coupons {

struct Promised {
    bool is_drawn;  // rounds that are drawn give it, now or to come, to however many win
    std::int64_t issued;
    std::int64_t to_give;  // by first-come rounds that go on
};
// Of one moment. For a template that is there.
Promised find_promised(postgres::Transaction& transaction, int template_number);

}  // namespace fairdraw::coupons
