#include "support/shop.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "support/tokens.hpp"

namespace fairdraw::testing {

namespace {

using Json = nlohmann::json;

std::string token(const char* subject, const char* scope) {
    return sign_token({subject, scope, 3600}, TestKeys::shared().jwt_secret());
}

// `{}` is null to C++, and changes nothing.
Json changed(Json json, const Json& changes) {
    if (changes.is_object()) json.merge_patch(changes);
    return json;
}

}  // namespace

Shop::Shop(ServerSettings settings)
    : Stage(std::move(settings)), merchant(another_merchant()), orders(another_shop()) {}

ApiClient Shop::another_merchant() const {
    return ApiClient(server.url(), token("merchant-1", "merchant"));
}

ApiClient Shop::another_shop() const {
    return ApiClient(server.url(), token("shop-1", "orders"));
}

void Shop::publish(const std::string& id, const Json& changes) {
    const auto drafted = merchant.post("/v1/templates", template_json(id, changes).dump());
    REQUIRE_MESSAGE(drafted.status == 201, drafted.body);
    const auto published = merchant.post("/v1/templates/" + id + "/publish");
    REQUIRE_MESSAGE(published.status == 200, published.body);
}

std::string Shop::issue(const std::string& user, const std::string& template_id) const {
    const auto rows =
        query(database_url,
              fmt::format(
                  "SELECT i.outcome, i.code FROM fairdraw.templates t, LATERAL fairdraw.issue(t.template_no, "
                  "'grant', NULL, ARRAY['{}'], ARRAY['test {}']) AS i WHERE t.template_id = '{}'",
                  user, ++causes_, template_id));
    REQUIRE(rows.size() == 1);
    REQUIRE(rows[0][0] == "issued");
    return rows[0][1];
}

ApiReply Shop::ask(const std::string& order, const std::string& verb, const std::string& body) {
    return orders.post("/v1/orders/" + percent_encoded(order) + "/" + verb, body);
}

std::vector<std::string> Shop::history(const std::string& code) const {
    std::vector<std::string> lines;
    for (const auto& row : query(database_url,
                                 "SELECT concat_ws(' ', change, order_id, amount) FROM "
                                 "fairdraw.coupon_changes WHERE code = '" +
                                     code + "' ORDER BY seq"))
        lines.push_back(row[0]);
    return lines;
}

std::string Shop::status(const std::string& user, const std::string& code) const {
    const Json wallet = this->user(user).get("/v1/me/coupons?limit=100").json();
    for (const auto& coupon : wallet["coupons"])
        if (coupon["code"] == code) return coupon["status"];
    return "none";
}

void Shop::let_hold_end(const std::string& order) const {
    query(database_url, "UPDATE fairdraw.orders SET hold_expires_at = clock_timestamp() WHERE order_id = '" +
                            order + "' AND state = 'held'");
}

void Shop::let_expire(const std::string& code) const {
    query(database_url,
          fmt::format("ALTER TABLE fairdraw.issues DISABLE TRIGGER USER; "
                      "UPDATE fairdraw.issues SET expires_at = clock_timestamp(), issued_at = issued_at - "
                      "interval '1 day' "
                      "WHERE issue_no = (SELECT issue_no FROM fairdraw.coupons WHERE code = '{0}'); "
                      "UPDATE fairdraw.issue_tasks SET due_at = clock_timestamp() WHERE task = 'expire' AND "
                      "issue_no = (SELECT issue_no FROM fairdraw.coupons WHERE code = '{0}'); "
                      "ALTER TABLE fairdraw.issues ENABLE TRIGGER USER",
                      code));
}

Json template_json(const std::string& id, const Json& changes) {
    const Json json{{"template", id},
                    {"title", "Spend 100, get 20 off"},
                    {"currency", "TWD"},
                    {"benefit", {{"kind", "amount_off"}, {"amount", 2000}, {"threshold", 10000}}},
                    {"scope", {{"kind", "shop"}}},
                    {"stacking", {{"kind", "exclusive"}}},
                    {"valid", {{"days", 30}}}};
    return changed(json, changes);
}

Json order_json(const Json& changes) {
    const Json json{{"currency", "TWD"},
                    {"items",
                     {{{"product", "boots"},
                       {"merchant", "m1"},
                       {"category", "shoes"},
                       {"quantity", 1},
                       {"unit_price", 10000}},
                      {{"product", "lamp"}, {"merchant", "m2"}, {"quantity", 2}, {"unit_price", 2500}}}},
                    {"shipping", 600}};
    return changed(json, changes);
}

std::string hold_body(const std::string& user, const std::vector<std::string>& codes, const Json& changes) {
    return changed(order_json({{"user", user}, {"coupons", codes}}), changes).dump();
}

}  // namespace fairdraw::testing
