#include "coupons/promotion.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/request_body.hpp"
#include "fairdraw/identifiers.hpp"

namespace fairdraw::coupons {

namespace {

using api::given;
using api::Malformed;
using Json = nlohmann::json;

constexpr std::int64_t most_uses = 1'000'000'000;

// The same letters as a round's id.
std::string id(const Json& json, const char* name) {
    auto written = api::text(json, name);
    if (!valid_round_id(written))
        throw Malformed(std::string{name} + ": must be 1 to 64 of a-z, 0-9 and -, not beginning with -");
    return written;
}

std::string code(const Json& json) {
    auto written = api::text(json, "code");
    const auto is_allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    if (written.size() < 3 || written.size() > 32 || !std::ranges::all_of(written, is_allowed))
        throw Malformed("code: must be 3 to 32 of A-Z, 0-9 and -");
    return written;
}

Promotion read(const Json& json) {
    Promotion wanted{id(json, "promotion"), id(json, "template"), {}, {}, {}};
    if (given(json, "code") == given(json, "codes"))
        throw Malformed("code: either one for all, or in `codes` how many are to be made for one use each");
    if (given(json, "code")) {
        wanted.code = code(json);
        if (given(json, "uses")) wanted.uses = api::number(json, "uses", 1, most_uses);
    } else {
        if (given(json, "uses")) throw Malformed("uses: only of one code for all");
        wanted.codes = api::number(json, "codes", 1, max_promotion_codes);
    }
    return wanted;
}

}  // namespace

tl::expected<Promotion, api::Refusal> parse_promotion(std::string_view body) {
    return api::reading(body, [](std::string_view text_body) {
        return read(api::parse_object(text_body, {"promotion", "template", "code", "uses", "codes"}));
    });
}

}  // namespace fairdraw::coupons
