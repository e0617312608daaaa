// What asks for a price or a hold, read strictly. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "api/refusal.hpp"
#include "fairdraw/sha256.hpp"
#include "pricing/order.hpp"

namespace fairdraw::orders {

struct QuoteRequest {
    pricing::Order order;
    std::optional<std::vector<std::string>> codes;  // to price exactly those, too
};

struct HoldRequest {
    pricing::Order order;
    std::string user_id;
    std::vector<std::string> codes;
    std::int64_t hold_s = 900;
    Hash fingerprint;  // the same for the same request, however it was written
};

tl::expected<QuoteRequest, api::Refusal> parse_quote_request(std::string_view body);
tl::expected<HoldRequest, api::Refusal> parse_hold_request(std::string_view body);

}  // namespace fairdraw::orders
