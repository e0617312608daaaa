#include "notices/webhook_request.hpp"

#include <nlohmann/json.hpp>

#include "api/request_body.hpp"
#include "fairdraw/identifiers.hpp"
#include "http/outgoing.hpp"

namespace fairdraw::notices {

namespace {

constexpr std::size_t longest_url = 2000;

}  // namespace

tl::expected<WebhookRequest, api::Refusal> parse_webhook(std::string_view body, bool allow_http) {
    return api::reading(body, [&](std::string_view text) {
        const auto json = api::parse_object(text, {"webhook", "url"});
        WebhookRequest wanted{api::text(json, "webhook"), api::text(json, "url")};
        if (!RoundId::parse(wanted.id))
            throw api::Malformed(
                "webhook: must be 1 to 64 of a-z, 0-9 and -, beginning with a letter or digit");
        const auto scheme = http::scheme_of_address(wanted.url);
        if (wanted.url.size() > longest_url || !scheme || (scheme != "https" && !allow_http))
            throw api::Malformed(
                "url: must be an https address of up to 2000 bytes, without user, password or fragment");
        return wanted;
    });
}

}  // namespace fairdraw::notices
