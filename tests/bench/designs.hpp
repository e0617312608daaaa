// How others record who presses a button, each as its authors describe it and at its best, to be measured
// behind the same HTTP layer as fairdraw.
//
// An Enter is called by many threads at once. Each thread has a connection of its own, opened when it first
// needs one: a pool in which nobody ever waits for another.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace bench {

enum class Outcome { entered, repeated, sold_out };
using Enter = std::function<Outcome(const std::string& round, const std::string& user)>;

// More than any run can take, so that every answer costs a success.
inline constexpr const char* stock = "1000000000";

// One atomic Lua script a request: the user's key, then the stock's, which is one for all rounds, or each
// round's own. `socket` is Redis's; it is emptied. Throws std::runtime_error when Redis does not do as told.
Enter redis_lua(const std::string& socket, std::optional<int> stock_a_round = {});

// One INSERT a request, committed by itself. Makes the schema `peer` anew, as does the next.
Enter insert(const std::string& database_url);

// Each request's transaction inserts the user and takes one from the stock, in one trip to the database.
Enter stock_counter(const std::string& database_url);

}  // namespace bench
