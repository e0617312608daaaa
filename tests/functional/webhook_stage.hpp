// What stories of webhooks need: coupons to tell of, and a merchant who has them told. One thread.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "support/stage.hpp"
#include "support/tokens.hpp"
#include "support/wait_until.hpp"
#include "support/webhook_receiver.hpp"

namespace fairdraw::testing {

inline ServerSettings allowing_private() {
    ServerSettings settings;
    settings.arguments = {"--webhook-allow-private"};
    return settings;
}

struct WebhookStage : Stage {
    explicit WebhookStage(ServerSettings settings = allowing_private()) : Stage(std::move(settings)) {
        query(database_url, R"(
            INSERT INTO fairdraw.templates (template_id, title, currency, benefit, scope, stacking, valid_days, audience, state,
                                            published_at)
            VALUES ('t', 'T', 'TWD', '{}', '{}', '{}', 10, 'everyone', 'published', now()))");
        query(database_url,
              "INSERT INTO fairdraw.template_stock (template_no) SELECT template_no FROM fairdraw.templates");
    }

    ApiClient merchant() const {
        return ApiClient(server.url(), sign_token({"m", "merchant", 600}, TestKeys::shared().jwt_secret()));
    }

    // Gives the secret.
    std::string add_webhook(const std::string& url, const std::string& id = "shop") const {
        const auto made =
            merchant().post("/v1/webhooks", nlohmann::json{{"webhook", id}, {"url", url}}.dump());
        REQUIRE(made.status == 201);
        return made.json().at("secret");
    }

    std::string issue(const std::string& user, const std::string& cause) const {
        return query_value(
            database_url,
            fmt::format(
                "SELECT i.code FROM fairdraw.templates t, fairdraw.issue(t.template_no, 'grant', NULL, "
                "ARRAY['{}'], ARRAY['{}']) i",
                user, cause));
    }

    void use(const std::string& order, const std::string& user, const std::string& code) const {
        query(database_url,
              fmt::format("SELECT fairdraw.hold_order('{}', '{}', ARRAY['{}'], ARRAY[7], 'TWD', '\\x00', "
                          "fairdraw.now_ms() + 900000, 'shop', '{{}}')",
                          order, user, code));
        query(database_url, fmt::format("SELECT fairdraw.settle_order('{}', 'used', 'shop')", order));
    }

    // Of the first, by their ids.
    nlohmann::json state() const { return merchant().get("/v1/webhooks").json().at("webhooks")[0]; }
};

inline void wait_for_taken(const WebhookReceiver& receiver, std::size_t count) {
    wait_until(fmt::format("{} events to be taken", count), [&] { return receiver.taken().size() >= count; });
}

}  // namespace fairdraw::testing
