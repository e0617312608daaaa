// What operators and merchants send to be told, read strictly. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw::notices {

struct Notice {
    std::string id;
    std::optional<std::string> user;   // at most one of the two; neither: everyone
    std::optional<std::string> round;  // whoever entered it
    std::string title;
    std::string body;
    UnixMs expires;

    bool operator==(const Notice&) const = default;
};

tl::expected<Notice, api::Refusal> parse_notice(std::string_view body);

}  // namespace fairdraw::notices
