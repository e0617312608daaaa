// The production draw in PostgreSQL, tried on entries of nobody in a transaction that is rolled back: nothing
// of it remains, and no round takes notice. One thread a connection.
#pragma once

#include <vector>

#include "fairdraw/bytes.hpp"
#include "fairdraw/quota.hpp"
#include "postgres/connection.hpp"

namespace fairdraw::rounds {

// The winners' tags in order of rank among `tags`, which came in this order. `connection` is logged in as the
// owner of the database: nobody else may record an entry past the recorder.
std::vector<Tag> draw_on_trial(postgres::Connection& connection, const std::vector<Tag>& tags,
                               const Hash& close_hash, const Hash& secret, const Quota& quota);

}  // namespace fairdraw::rounds
