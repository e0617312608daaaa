// The program is killed at every crash point of templates, orders and the clock of coupons, started again and
// asked again: what was to be done is done, once.
#include <doctest/doctest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "coupons/steps.hpp"
#include "functional/patient_shop.hpp"
#include "orders/steps.hpp"
#include "support/wait_until.hpp"

using namespace fairdraw::testing;

namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("killed while a merchant or a shop waits for an answer: asked again, it is done once") {
    for_each_point(
        crash_points(fairdraw::coupons::steps::of_templates, fairdraw::orders::steps::asked_for),
        [](const std::string& point) {
            PatientShop shop{armed(point)};
            const auto listed = template_json("t", {{"audience", {{"kind", "users"}}}});
            shop.post(shop.merchant, "/v1/templates", listed.dump());
            shop.ask(shop.merchant, "PUT", "/v1/templates/t/audience", "user-1",
                     {{"Content-Type", "text/csv"}});
            shop.post(shop.merchant, "/v1/templates/t/publish");
            const auto code = shop.issue("user-1", "t"), other = shop.issue("user-1", "t");
            shop.post(shop.orders, "/v1/orders/o-1/hold", hold_body("user-1", {code}, {}));
            shop.post(shop.orders, "/v1/orders/o-1/confirm");
            const auto branch = std::string("?gid=g&trans_type=tcc&branch_id=01&op=");
            shop.post(shop.orders, "/v1/orders/o-2/hold" + branch + "try", hold_body("user-1", {other}, {}));
            shop.post(shop.orders, "/v1/orders/o-2/cancel" + branch + "cancel");
            shop.post(shop.merchant, "/v1/templates/t/stop");

            CHECK(shop.deaths == 1);  // otherwise the point was never reached
            CHECK(shop.history(code) == Lines{"held o-1 2000", "used o-1 2000"});
            CHECK(shop.history(other) == Lines{"held o-2 2000", "cancelled o-2 2000"});
            CHECK(shop.ledger_faults().empty());
            CHECK(query(shop.database_url, "SELECT action FROM fairdraw.actions ORDER BY action_no") ==
                  Rows{{"create_template"}, {"set_audience"}, {"publish"}, {"stop"}});
        });
}

TEST_CASE("killed while the clock does what is due: it is done once") {
    for_each_point(crash_points(fairdraw::orders::steps::of_the_clock), [](const std::string& point) {
        Shop shop;
        shop.publish("t", {});
        const auto held = shop.issue("user-1", "t"), old = shop.issue("user-2", "t");
        CHECK(shop.ask("o-1", "hold", hold_body("user-1", {held}, {})).status == 200);
        CHECK(shop.server.stop().code == 0);
        shop.let_hold_end("o-1");
        shop.let_expire(old);
        query(shop.database_url,
              "INSERT INTO fairdraw.dtm_barriers VALUES ('g', '01', 'try', '01', 'tcc', 'try', now() - "
              "interval '31 days')");

        auto settings = armed(point);
        settings.database_url = shop.database_url;
        FairdrawServer doomed(settings, FairdrawServer::WaitFor::nothing);
        CHECK(doomed.wait().signal == SIGKILL);

        shop.server.restart();
        wait_until("all to be done", [&] {
            return shop.count(
                       "SELECT (SELECT count(*) FROM fairdraw.coupon_changes WHERE actor = 'clock') + "
                       "(SELECT 1 - count(*) FROM fairdraw.dtm_barriers)") == 3;
        });
        CHECK(shop.history(held) == Lines{"held o-1 2000", "lapsed o-1 2000"});
        CHECK(shop.history(old) == Lines{"expired"});
        CHECK(shop.count("SELECT count(*) FROM fairdraw.issue_tasks WHERE task = 'expire'") == 1);
        CHECK(shop.ledger_faults().empty());
    });
}
