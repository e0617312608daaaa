// Campaigns: what recurs. The keeper announces their rounds ahead.
#include <map>
#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/actions.hpp"
#include "api/columns.hpp"
#include "api/empty_body.hpp"
#include "api/paging.hpp"
#include "rounds/given_template.hpp"
#include "rounds/operator_requests.hpp"
#include "rounds/routes.hpp"
#include "rounds/steps.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

using Json = nlohmann::ordered_json;

Campaign campaign_of(const pqxx::row& row) {
    const auto optional_text = [&](int column) {
        return row[column].is_null() ? std::nullopt : std::optional{row[column].as<std::string>()};
    };
    Campaign campaign{
        .id = row[0].as<std::string>(),
        .time_zone = row[1].as<std::string>(),
        .starts_at = row[2].as<std::string>(),
        .reserve = std::nullopt,
        .enter_for_s = row[5].as<int>(),
        .quota = row[6].as<std::string>(),
        .beacon = row[7].as<std::string>(),
        .first_day = optional_text(8),
        .last_day = optional_text(9),
        .template_id = optional_text(12),
    };
    if (!row[3].is_null()) campaign.reserve = {row[3].as<int>(), row[4].as<int>()};
    return campaign;
}

Json window_json(const std::optional<Window>& window) {
    if (!window) return nullptr;
    return {{"from", format_rfc3339(window->from)}, {"to", format_rfc3339(window->to)}};
}

// The next round of each of these campaigns that has one.
std::map<std::string, Json> read_next_rounds(postgres::Connection& connection,
                                             const std::vector<std::string>& campaigns) {
    std::map<std::string, Json> next;
    for (const auto& row : connection.read(sql::find_next_rounds, {campaigns}))
        next[row[0].as<std::string>()] = {{"round", row[1].as<std::string>()},
                                          {"reserve", window_json(api::window_of(row[2], row[3]))},
                                          {"enter", window_json(api::window_of(row[4], row[5]))}};
    return next;
}

Json json_of(const pqxx::row& row) {
    const auto campaign = campaign_of(row);
    Json reserve;
    if (campaign.reserve)
        reserve = {{"opens_before_s", campaign.reserve->opens_before_s},
                   {"closes_before_s", campaign.reserve->closes_before_s}};
    return {
        {"campaign", campaign.id},
        {"time_zone", campaign.time_zone},
        {"starts_at", campaign.starts_at},
        {"reserve", reserve},
        {"enter_for_s", campaign.enter_for_s},
        {"quota", campaign.quota},
        {"beacon", campaign.beacon},
        {"first_day", api::text_or_null(row[8])},
        {"last_day", api::text_or_null(row[9])},
        {"template", api::text_or_null(row[12])},
        {"created_at", api::time_or_null(row[10])},
        {"stopped_at", api::time_or_null(row[11])},
    };
}

http::Response campaign_response(postgres::Connection& connection, const pqxx::row& row, int status,
                                 bool repeated) {
    auto json = json_of(row);
    json["next"] = read_next_rounds(connection, {json["campaign"]})[json["campaign"]];
    if (repeated) json["repeated"] = true;
    return http::json_response(status, json.dump());
}

enum class Insertion { done, taken, never_held };

tl::expected<Insertion, api::Refusal> insert(postgres::Connection& connection, const Campaign& campaign,
                                             const std::string& actor) {
    using postgres::Parameter;
    const auto& reserve = campaign.reserve;
    const auto opens_before_s = reserve ? Parameter{reserve->opens_before_s} : Parameter{std::nullopt};
    const auto closes_before_s = reserve ? Parameter{reserve->closes_before_s} : Parameter{std::nullopt};
    postgres::Transaction transaction{connection, steps::create_campaign};
    const UnixMs now{transaction.run(sql::read_time)[0][0].as<std::int64_t>()};
    // Each day's round looks again.
    const auto given = hold_template_to_draw(transaction, campaign.template_id, now);
    if (!given) return tl::unexpected(given.error());
    const auto inserted = transaction.run(
        sql::insert_campaign, {campaign.id, campaign.time_zone, campaign.starts_at, opens_before_s,
                               closes_before_s, campaign.enter_for_s, campaign.quota, campaign.beacon,
                               campaign.first_day, campaign.last_day, *given});
    if (inserted.empty()) return Insertion::taken;
    if (transaction.run(sql::find_next_rounds, {std::vector{campaign.id}}).empty())
        return Insertion::never_held;
    api::record_action(transaction, actor, "create_campaign", campaign.id, campaign.quota);
    transaction.commit();
    return Insertion::done;
}

// A chain that no day's round could be announced with.
std::optional<api::Refusal> refuse_beacon(const BeaconCalendar& beacons, const Campaign& campaign) {
    const auto wish = parse_beacon_wish(campaign.beacon).value();
    if (!wish) return std::nullopt;
    const auto chain = beacons.find(wish->chain);
    return chain ? std::nullopt : std::optional{chain.error()};
}

http::Response create(postgres::Pool& keeper, const BeaconCalendar& beacons, RoundKeeper& round_keeper,
                      const http::Request& request) {
    const auto campaign = parse_campaign(request.body);
    if (!campaign) return campaign.error().response();
    const auto connection = keeper.borrow();
    const bool is_new = connection->read(sql::show_campaign, {campaign->id}).empty();
    if (const auto refusal = refuse_beacon(beacons, *campaign); refusal && is_new) return refusal->response();
    if (!connection->read(sql::knows_time_zone, {campaign->time_zone})[0][0].as<bool>())
        return http::problem(http::Code::invalid_request,
                             "time_zone: must be one of the tz database, such as Asia/Taipei");
    // What it gives is judged when it is new alone: a repeat gets its first answer.
    tl::expected<Insertion, api::Refusal> insertion = Insertion::taken;
    if (is_new) insertion = insert(*connection, *campaign, request.caller->user_id);
    if (!insertion) return insertion.error().response();
    if (*insertion == Insertion::never_held)
        return http::problem(http::Code::invalid_request,
                             "last_day: no day from first_day or today to it could still have a round");
    const auto row = connection->read(sql::show_campaign, {campaign->id})[0];
    const bool inserted = *insertion == Insertion::done;
    if (!inserted && !(campaign_of(row) == *campaign))
        return http::problem(http::Code::conflict, "another campaign has this id already");
    round_keeper.wake();
    return campaign_response(*connection, row, inserted ? 201 : 200, !inserted);
}

http::Response list(postgres::Pool& keeper, const http::Request& request) {
    const auto limit = api::page_limit(request);
    if (!limit) return limit.error().response();
    const auto connection = keeper.borrow();
    const auto rows =
        connection->read(sql::list_campaigns, {request.query("cursor").value_or(""), *limit + 1});
    std::vector<std::string> ids;
    for (const auto& row : rows) ids.push_back(row[0].as<std::string>());
    auto next = read_next_rounds(*connection, ids);
    Json json = {{"campaigns", Json::array()}, {"cursor", nullptr}};
    for (const auto& row : rows) {
        if (static_cast<std::int64_t>(json["campaigns"].size()) == *limit) {
            json["cursor"] = json["campaigns"].back()["campaign"];
            break;
        }
        auto& campaign = json["campaigns"].emplace_back(json_of(row));
        campaign["next"] = next[campaign["campaign"]];
    }
    return http::json_response(200, json.dump());
}

bool mark_stopped(postgres::Connection& connection, const std::string& id, const std::string& actor) {
    postgres::Transaction transaction{connection, steps::stop_campaign};
    if (transaction.run(sql::stop_campaign, {id}).affected_rows() == 0) return false;
    api::record_action(transaction, actor, "stop_campaign", id);
    transaction.commit();
    return true;
}

http::Response stop(postgres::Pool& keeper, const http::Request& request) {
    if (auto refusal = api::refuse_body(request.body)) return refusal->response();
    const auto& id = request.path_parameter("campaign");
    const auto connection = keeper.borrow();
    const bool stopped = mark_stopped(*connection, id, request.caller->user_id);
    const auto rows = connection->read(sql::show_campaign, {id});
    if (rows.empty()) return http::problem(http::Code::not_found, "there is no such campaign");
    return campaign_response(*connection, rows[0], 200, !stopped);
}

}  // namespace

void add_campaign_routes(http::Router& router, postgres::Pool& keeper, const BeaconCalendar& beacons,
                         RoundKeeper& round_keeper) {
    const http::RouteOptions operators{http::Access::scope("operator")};
    router.add("POST", "/v1/campaigns", operators,
               [&](const http::Request& request) { return create(keeper, beacons, round_keeper, request); });
    router.add("GET", "/v1/campaigns", operators,
               [&](const http::Request& request) { return list(keeper, request); });
    router.add("POST", "/v1/campaigns/{campaign}/stop",
               {.access = http::Access::scope("operator"), .max_body_bytes = 1024},
               [&](const http::Request& request) { return stop(keeper, request); });
}

}  // namespace fairdraw::rounds
