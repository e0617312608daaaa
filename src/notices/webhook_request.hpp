// What merchants send to have a webhook, read strictly. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "api/refusal.hpp"

namespace fairdraw::notices {

struct WebhookRequest {
    std::string id;
    std::string url;
};

// Events hold coupons' codes: nothing but https, unless `allow_http`.
tl::expected<WebhookRequest, api::Refusal> parse_webhook(std::string_view body, bool allow_http);

}  // namespace fairdraw::notices
