// The program is killed at every crash point of notices, reminders and webhooks, and started again: everybody
// is told, and reminded once.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "functional/patient_shop.hpp"
#include "notices/steps.hpp"
#include "support/wait_until.hpp"
#include "support/webhook_receiver.hpp"

using namespace fairdraw::testing;
using Json = nlohmann::json;
namespace steps = fairdraw::notices::steps;

namespace {

const std::vector<std::string> private_receivers{"--webhook-allow-private"};

// The same each time it is sent.
std::string notice(const std::string& id) {
    static const auto tomorrow = rfc3339(now_ms() + 86'400'000);
    return Json{
        {"notice", id}, {"to", "everyone"}, {"title", "A sale"}, {"body", "Tomorrow"}, {"expires", tomorrow}}
        .dump();
}

std::string webhook_to(const WebhookReceiver& receiver) {
    return Json{{"webhook", "shop"}, {"url", receiver.url()}}.dump();
}

}  // namespace

TEST_CASE(
    "killed while somebody waits for an answer about notices or webhooks: asked again, it is done once") {
    for_each_point(crash_points(steps::asked_for), [](const std::string& point) {
        const WebhookReceiver receiver;
        PatientShop shop{armed(point, private_receivers)};
        shop.post(shop.merchant, "/v1/notices", notice("sale"));
        auto ann = shop.user("ann");
        const Json told = ann.get("/v1/me/inbox").json();
        REQUIRE(told.at("notices").size() == 1);
        shop.post(ann, "/v1/me/inbox/" + told.at("notices")[0].at("notice").dump() + "/read");
        shop.post(shop.merchant, "/v1/webhooks", webhook_to(receiver));
        const auto removed = shop.persist([&] { return shop.merchant.del("/v1/webhooks/shop"); });
        CHECK(removed.status == (point == "delete_webhook.after_commit" ? 404 : 200));

        CHECK(shop.deaths == 1);  // otherwise the point was never reached
        CHECK(shop.count("SELECT count(*) FROM fairdraw.notices") == 1);
        CHECK(shop.count("SELECT count(*) FROM fairdraw.notices_read") == 1);
        CHECK(shop.count("SELECT count(*) FROM fairdraw.webhooks") == 0);
        CHECK(query(shop.database_url, "SELECT action FROM fairdraw.actions ORDER BY action_no") ==
              Rows{{"send_notice"}, {"create_webhook"}, {"delete_webhook"}});
    });
}

TEST_CASE("killed while it reminds, forgets and delivers: reminded once, and all events arrive") {
    for_each_point(crash_points(steps::of_the_clock), [](const std::string& point) {
        const WebhookReceiver receiver;
        Shop shop{armed("", private_receivers)};
        shop.publish("t", {{"remind_days", 5}});
        CHECK(shop.merchant.post("/v1/notices", notice("old")).status == 201);
        CHECK(shop.merchant.post("/v1/webhooks", webhook_to(receiver)).status == 201);
        CHECK(shop.server.stop().code == 0);
        const auto code = shop.issue("ann", "t");
        query(shop.database_url, "UPDATE fairdraw.issue_tasks SET due_at = now() WHERE task = 'remind'");
        query(shop.database_url,
              "UPDATE fairdraw.notices SET created_at = now() - interval '2 days', goes_at = now() - "
              "interval '1 day'");

        auto settings = armed(point, private_receivers);
        settings.database_url = shop.database_url;
        FairdrawServer doomed(settings, FairdrawServer::WaitFor::nothing);
        CHECK(doomed.wait().signal == SIGKILL);
        // As if the time had passed for which the dead instance holds it.
        query(shop.database_url, "UPDATE fairdraw.webhooks SET next_try_at = now()");

        shop.server.restart();
        wait_until("the event to arrive", [&] {
            const auto taken = receiver.taken();
            return std::ranges::count(taken, "issued." + code) == 1 && taken.size() >= 2;
        });
        wait_until("what is over to be forgotten",
                   [&] { return shop.count("SELECT count(*) FROM fairdraw.notices") == 1; });
        const auto taken = receiver.taken();
        CHECK(std::ranges::count(taken, "issued." + code) == 1);
        const Json inbox = shop.user("ann").get("/v1/me/inbox").json();
        REQUIRE(inbox.at("notices").size() == 1);
        CHECK(inbox.at("notices")[0].at("kind") == "coupons_expiring");
    });
}
