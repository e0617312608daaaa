#include "pages/sign_in.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string_view>

#include "api/request_body.hpp"
#include "fairdraw/identifiers.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw::pages {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> scopes{"operator", "merchant", "orders"};
constexpr std::int64_t ttl_s = 24 * 60 * 60;
constexpr std::size_t largest_body = 4 * 1024;

std::string scope_in(const nlohmann::json& body) {
    if (!body.contains("scopes") || !body["scopes"].is_array())
        throw api::Malformed("scopes: must be a list");
    std::string joined;
    for (const auto& scope : body["scopes"]) {
        if (!scope.is_string() || std::ranges::find(scopes, scope.get<std::string>()) == scopes.end())
            throw api::Malformed("scopes: must be of `operator`, `merchant` and `orders`");
        joined += (joined.empty() ? "" : " ") + scope.get<std::string>();
    }
    return joined;
}

http::TokenClaims claims_in(std::string_view text) {
    const auto body = api::parse_object(text, {"user", "scopes"});
    http::TokenClaims claims{.subject = api::text(body, "user"), .scope = scope_in(body)};
    if (!valid_user_id(claims.subject)) throw api::Malformed("user: must have 1 to 255 bytes");
    return claims;
}

http::Response sign_in(const http::Request& request, const SignInForm& form) {
    auto claims = api::reading(request.body, claims_in);
    if (!claims) return claims.error().response();
    claims->issuer = form.checks.issuer;
    claims->audience = form.checks.audience;
    claims->issued_at_unix_s = std::time(nullptr);
    claims->ttl_s = ttl_s;
    const UnixMs expires{(claims->issued_at_unix_s + ttl_s) * 1000};
    const Json json{{"token", http::sign_token(*claims, form.secret)},
                    {"expires_at", format_rfc3339(expires)}};
    auto response = http::json_response(200, json.dump());
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

void add_sign_in_routes(http::Router& router, SignInForm form) {
    const http::RouteOptions open{
        .access = http::Access::anyone, .max_body_bytes = largest_body, .may_block = false};
    router.add("GET", "/v1/sign-in", open, [](const http::Request&) {
        return http::json_response(200, Json{{"scopes", scopes}}.dump());
    });
    router.add("POST", "/v1/sign-in", open,
               [form = std::move(form)](const http::Request& request) { return sign_in(request, form); });
}

}  // namespace fairdraw::pages
