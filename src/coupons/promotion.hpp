// A promotion: codes that bring a template's coupon. A value; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "api/refusal.hpp"

namespace fairdraw::coupons {

inline constexpr std::int64_t max_promotion_codes = 1'000'000;

// Either one code for all, or many for one use each.
struct Promotion {
    std::string id;  // 1 to 64 of a-z, 0-9 and -
    std::string template_id;
    std::optional<std::string> code;    // 3 to 32 of A-Z, 0-9 and -
    std::optional<std::int64_t> uses;   // of `code`, each by another user; nothing: as the template allows
    std::optional<std::int64_t> codes;  // how many

    bool operator==(const Promotion&) const = default;
};

// {"promotion": ..., ...} as POST /v1/promotions takes it.
tl::expected<Promotion, api::Refusal> parse_promotion(std::string_view body);

}  // namespace fairdraw::coupons
