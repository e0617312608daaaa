// A list of users (user_list.hpp) as a request brings it, and on its way to the database. Any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "api/refusal.hpp"
#include "http/message.hpp"

namespace fairdraw::coupons {

inline constexpr std::size_t max_list_bytes = 64 * 1024 * 1024;

// The users of the body, which is of the type that its Content-Type says.
tl::expected<std::vector<std::string>, api::Refusal> uploaded_list(const http::Request& request);

// Gives the list in parts that a statement can take, each with how many stand before it.
using TakePart = std::function<void(std::size_t before, const std::vector<std::string>& users)>;
void for_each_part(const std::vector<std::string>& users, const TakePart& take);

}  // namespace fairdraw::coupons
