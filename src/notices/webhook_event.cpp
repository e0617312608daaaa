#include "notices/webhook_event.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <pqxx/result>
#include <set>

#include "fairdraw/time.hpp"

namespace fairdraw::notices {

namespace {

using Json = nlohmann::ordered_json;

std::string id_of(const std::string& event, const Json& data) {
    if (event == "notice") return fmt::format("notice.{}", data["notice"].get<std::int64_t>());
    const auto coupon = data["coupon"].get<std::string>();
    if (event == "issued") return "issued." + coupon;
    return fmt::format("{}.{}.{}", event, coupon, data["seq"].get<std::int64_t>());
}

}  // namespace

WebhookEvent event_of(const pqxx::row& row) {
    const auto event = row[1].as<std::string>();
    auto data = Json::parse(row[3].as<std::string>());
    const auto expires = data["expires_ms"];
    data.erase("expires_ms");
    data["expires_at"] =
        expires.is_null() ? Json() : Json(format_rfc3339(UnixMs{expires.get<std::int64_t>()}));
    const Json body{{"type", event == "notice" ? "notice.sent" : "coupon." + event},
                    {"timestamp", format_rfc3339(UnixMs{row[2].as<std::int64_t>()})},
                    {"data", data}};
    return {.id = id_of(event, data),
            .body = body.dump(),
            .subject = event == "notice" ? "" : data["coupon"].get<std::string>(),
            .place = row[0].as<std::string>()};
}

std::vector<WebhookEvent> sent_together(const pqxx::result& rows) {
    std::vector<WebhookEvent> events;
    std::set<std::string> coupons;
    for (const auto& row : rows) {
        auto event = event_of(row);
        if (!event.subject.empty() && !coupons.insert(event.subject).second) break;
        events.push_back(std::move(event));
    }
    return events;
}

}  // namespace fairdraw::notices
