// Lists page by page. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "http/message.hpp"

namespace fairdraw::api {

// How many a page: `limit`, from 1 to 100; 50 unless told.
tl::expected<std::int64_t, Refusal> page_limit(const http::Request& request);

// The whole of `text` as a number.
std::optional<std::int64_t> parse_number(std::string_view text);

}  // namespace fairdraw::api
