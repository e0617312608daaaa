// Webhooks: which of the shop's own systems are told of every change of a coupon.
#include <openssl/rand.h>

#include <array>
#include <nlohmann/json.hpp>
#include <pqxx/result>
#include <stdexcept>

#include "api/actions.hpp"
#include "api/columns.hpp"
#include "fairdraw/bytes.hpp"
#include "notices/routes.hpp"
#include "notices/steps.hpp"
#include "notices/webhook_request.hpp"
#include "sql/notices_sql.hpp"

namespace fairdraw::notices {

namespace {

using Json = nlohmann::ordered_json;

// A few threads an instance deliver for all of them.
constexpr int most_webhooks = 20;

std::array<std::uint8_t, 32> new_secret() {
    std::array<std::uint8_t, 32> secret{};
    if (RAND_priv_bytes(secret.data(), static_cast<int>(secret.size())) != 1)
        throw std::runtime_error("OpenSSL gives no random bytes");
    return secret;
}

http::Response response(const pqxx::row& row, bool repeated) {
    Json json{{"webhook", row[0].as<std::string>()},
              {"url", row[1].as<std::string>()},
              {"secret", "whsec_" + row[2].as<std::string>()},
              {"created_at", api::time_or_null(row[3])}};
    if (repeated) json["repeated"] = true;
    return http::json_response(repeated ? 200 : 201, json.dump());
}

// Asking again shows the secret again: the first answer may have been lost. One that has ended goes on then.
http::Response create(postgres::Pool& keeper, bool allow_private, const http::Request& request) {
    const auto wanted = parse_webhook(request.body, allow_private);
    if (!wanted) return wanted.error().response();
    const auto connection = keeper.borrow();
    postgres::Transaction transaction{*connection, steps::create_webhook};
    const auto secret = new_secret();
    const bool inserted =
        !transaction.run(sql::insert_webhook, {wanted->id, wanted->url, ByteView{secret}, most_webhooks})
             .empty();
    const auto stored = transaction.run(sql::find_webhook, {wanted->id});
    if (stored.empty())
        return http::problem(http::Code::conflict, "there are 20 webhooks, and no more may be");
    if (stored[0][1].as<std::string>() != wanted->url)
        return http::problem(http::Code::conflict, "another webhook has this id already");
    if (!inserted && transaction.run(sql::revive_webhook, {wanted->id}).empty())
        return response(stored[0], true);
    api::record_action(transaction, request.caller->user_id, inserted ? "create_webhook" : "revive_webhook",
                       wanted->id, wanted->url);
    transaction.commit();
    return response(stored[0], !inserted);
}

Json json_of(const pqxx::row& row) {
    return {{"webhook", row[0].as<std::string>()},     {"url", row[1].as<std::string>()},
            {"created_at", api::time_or_null(row[2])}, {"ended_at", api::time_or_null(row[3])},
            {"end_reason", api::text_or_null(row[4])}, {"failures", row[5].as<std::int64_t>()},
            {"trouble", api::text_or_null(row[6])},    {"retries", row[7].as<std::int64_t>()}};
}

http::Response list(postgres::Pool& keeper) {
    Json json{{"webhooks", Json::array()}};
    for (const auto& row : keeper.borrow()->read(sql::list_webhooks))
        json["webhooks"].push_back(json_of(row));
    return http::json_response(200, json.dump());
}

http::Response remove(postgres::Pool& keeper, const http::Request& request) {
    const auto& id = request.path_parameter("webhook");
    const auto connection = keeper.borrow();
    postgres::Transaction transaction{*connection, steps::delete_webhook};
    if (transaction.run(sql::delete_webhook, {id}).empty())
        return http::problem(http::Code::not_found, "there is no such webhook");
    api::record_action(transaction, request.caller->user_id, "delete_webhook", id);
    transaction.commit();
    return http::json_response(200, Json{{"webhook", id}}.dump());
}

}  // namespace

void add_webhook_routes(http::Router& router, postgres::Pool& keeper, bool allow_private) {
    const http::RouteOptions merchants{.access = http::Access::scope("merchant")};
    router.add("POST", "/v1/webhooks", merchants, [&keeper, allow_private](const http::Request& request) {
        return create(keeper, allow_private, request);
    });
    router.add("GET", "/v1/webhooks", merchants, [&keeper](const http::Request&) { return list(keeper); });
    router.add("DELETE", "/v1/webhooks/{webhook}", merchants,
               [&keeper](const http::Request& request) { return remove(keeper, request); });
}

}  // namespace fairdraw::notices
