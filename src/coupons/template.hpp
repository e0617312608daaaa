// A template: what kind of coupon there is, for whom, how many and until when. What its coupons take off is
// pricing's. A value; any thread.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "api/refusal.hpp"
#include "fairdraw/time.hpp"
#include "pricing/rule.hpp"

namespace fairdraw::coupons {

struct Days {
    int days;  // of 24 hours, from the issue on
    bool operator==(const Days&) const = default;
};

struct Audience {
    enum class Kind { everyone, users, segment };
    Kind kind = Kind::everyone;
    std::optional<std::string> segment;  // that a token must have
    bool operator==(const Audience&) const = default;
};

struct Template {
    std::string id;  // 1 to 64 of a-z, 0-9 and -
    std::string title;
    pricing::Rule rule;
    std::optional<std::int64_t> total;  // what was won in a draw does not count
    std::optional<std::int64_t> per_user;
    std::optional<Window>
        claim;  // when users may claim or redeem codes; nothing: no claims, codes at any time
    std::variant<Window, Days> valid;
    Audience audience;
    std::optional<std::int64_t> remind_days;

    bool operator==(const Template&) const = default;
};

// {"template": ..., ...} as POST /v1/templates takes it.
tl::expected<Template, api::Refusal> parse_template(std::string_view body);
// What `patch` (RFC 7396) makes of a template; it keeps its id.
tl::expected<Template, api::Refusal> patch_template(const Template& known, std::string_view patch);

nlohmann::ordered_json json_of(const Template& shown);

// The members that differ and must not, once coupons of `known` may have been issued.
std::vector<std::string> frozen_changes(const Template& known, const Template& wanted);

}  // namespace fairdraw::coupons
