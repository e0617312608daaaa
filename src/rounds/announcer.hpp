// Announces rounds: fixes the rule, commits to fresh secrets, signs, and makes room for the entries, in one
// transaction. Any thread, with a connection of its own.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "fairdraw/quota.hpp"
#include "fairdraw/time.hpp"
#include "postgres/connection.hpp"
#include "rounds/beacon_calendar.hpp"
#include "rounds/round.hpp"
#include "rounds/signing_keys.hpp"

namespace fairdraw::rounds {

struct CampaignDay {
    std::string campaign;
    std::string day;  // 2026-11-21, in the campaign's time zone
};

struct RoundPlan {
    RoundId id;
    std::optional<CampaignDay> occasion;  // none for an ad-hoc round
    std::optional<Window> reserve;        // none where nobody needs to reserve
    Window enter;
    Quota quota;
    std::optional<BeaconWish> beacon;
    std::optional<std::string> template_id = {};  // what winners get
};

// Whoever comes first gets a coupon, while the stock lasts.
struct FirstComePlan {
    RoundId id;
    Window enter;
    std::int64_t stock;
    std::string template_id;  // what they get
};

class Announcer {
  public:
    // `close_grace_ms`: how long after the entry window the close begins, so that entries which arrived in
    // time are recorded.
    Announcer(const SigningKeys& keys, std::int64_t close_grace_ms, BeaconCalendar beacons = {})
        : keys_(keys), close_grace_ms_(close_grace_ms), beacons_(std::move(beacons)) {}

    const BeaconCalendar& beacons() const { return beacons_; }

    enum class Outcome { announced, repeated };

    // Repeated: the same round stands announced already. Refuses with invalid_request (windows, beacon,
    // template), or conflict when another round has the id, or what is published is of another origin.
    // `connection` is a keeper's; `actor` is who is recorded as having done it.
    tl::expected<Outcome, api::Refusal> announce(postgres::Connection& connection, const RoundPlan& plan,
                                                 const std::string& actor) const;
    // Without texts, secrets or a log: there is nothing to be drawn. Otherwise the same.
    tl::expected<Outcome, api::Refusal> announce(postgres::Connection& connection, const FirstComePlan& plan,
                                                 const std::string& actor) const;

  private:
    // False: the id or the day is taken.
    tl::expected<bool, api::Refusal> insert(postgres::Connection& connection, const RoundPlan& plan,
                                            const std::optional<AnnouncedBeacon>& beacon, UnixMs now,
                                            const std::string& actor) const;
    tl::expected<bool, api::Refusal> insert(postgres::Connection& connection, const FirstComePlan& plan,
                                            UnixMs now, const std::string& actor) const;
    static std::optional<api::Refusal> refuse_enter(const Window& enter, UnixMs now);
    UnixMs close_due(const Window& enter) const { return {enter.to.value + close_grace_ms_}; }

    const SigningKeys& keys_;
    const std::int64_t close_grace_ms_;
    const BeaconCalendar beacons_;
};

}  // namespace fairdraw::rounds
