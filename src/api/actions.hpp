// The record of what operators and merchants did. In the transaction of the deed itself. One thread.
#pragma once

#include <string_view>

#include "postgres/transaction.hpp"

namespace fairdraw::api {

// `action` is a word such as "void"; `subject` what it was done to: a round's, campaign's or template's id.
void record_action(postgres::Transaction& transaction, std::string_view actor, std::string_view action,
                   std::string_view subject, std::string_view detail = {});

}  // namespace fairdraw::api
