// What operators send, read strictly: unknown members, wrong types and values out of range are refused by
// name. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

#include "api/refusal.hpp"
#include "rounds/announcer.hpp"

namespace fairdraw::rounds {

struct Campaign {
    std::string id;
    std::string time_zone = "Asia/Taipei";
    std::string starts_at = "23:00:00";  // local time of day at which entries open, HH:MM:SS
    struct Reserve {
        int opens_before_s = 300;
        int closes_before_s = 60;
        bool operator==(const Reserve&) const = default;
    };
    std::optional<Reserve> reserve = Reserve{};
    int enter_for_s = 60;
    std::string quota = "odds 1/5 stochastic";
    std::string beacon = "none";           // or drand <chain hash>
    std::optional<std::string> first_day;  // local dates
    std::optional<std::string> last_day;
    std::optional<std::string> template_id;  // what winners get

    bool operator==(const Campaign&) const = default;
};

using NewRound = std::variant<RoundPlan, FirstComePlan>;

// By its `kind`, which is a draw unless told.
tl::expected<NewRound, api::Refusal> parse_round(std::string_view body);
tl::expected<Campaign, api::Refusal> parse_campaign(std::string_view body);
// {"reason": "..."}
tl::expected<std::string, api::Refusal> parse_reason(std::string_view body);

}  // namespace fairdraw::rounds
