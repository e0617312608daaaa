// Pages of lists that go by a number, the first column of their rows. Pure; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "http/message.hpp"

namespace pqxx {
class result;
class row;
}  // namespace pqxx

namespace fairdraw::coupons {

// Where the page before ended; nothing for the first.
tl::expected<std::optional<std::int64_t>, api::Refusal> number_cursor(const http::Request& request);

// {"<name>": [...], "cursor": ...} of rows of which one more than `limit` was asked for.
nlohmann::ordered_json number_page(const char* name, const pqxx::result& rows, std::int64_t limit,
                                   const std::function<nlohmann::ordered_json(const pqxx::row&)>& json_of);

}  // namespace fairdraw::coupons
