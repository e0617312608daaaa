#include "rounds/announcer.hpp"

#include <openssl/rand.h>

#include <pqxx/result>
#include <stdexcept>

#include "api/actions.hpp"
#include "fairdraw/texts.hpp"
#include "log/origin.hpp"
#include "rounds/given_template.hpp"
#include "rounds/steps.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

Hash fresh_secret() {
    Hash bytes;
    if (RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("OpenSSL's random generator gave no bytes");
    return bytes;
}

bool same(const RoundPlan& plan, const pqxx::row& row) {
    if (row[6].as<std::string>() != "draw") return false;
    const auto equals = [&](int column, std::optional<UnixMs> time) {
        return row[column].is_null() ? !time : time && row[column].as<std::int64_t>() == time->value;
    };
    const auto reserve_from = plan.reserve ? std::optional{plan.reserve->from} : std::nullopt;
    const auto reserve_to = plan.reserve ? std::optional{plan.reserve->to} : std::nullopt;
    return equals(0, reserve_from) && equals(1, reserve_to) && equals(2, plan.enter.from) &&
           equals(3, plan.enter.to) && row[4].as<std::string>() == format_quota(plan.quota) &&
           fulfils(row[5].as<std::string>(), plan.beacon) &&
           (row[7].is_null() ? std::nullopt : std::optional{row[7].as<std::string>()}) == plan.template_id;
}

constexpr std::int64_t longest_window_ms = 366LL * 86'400'000;

std::optional<api::Refusal> refuse_reserve(const RoundPlan& plan, UnixMs now) {
    const auto refuse = [](const char* detail) { return api::Refusal{http::Code::invalid_request, detail}; };
    if (plan.reserve) {
        if (plan.reserve->from >= plan.reserve->to) return refuse("reserve: `from` must be before `to`");
        if (plan.reserve->to > plan.enter.from)
            return refuse("reserve must end before enter begins, or with it");
        if (plan.reserve->from < now)
            return refuse("reserve.from is past: a round is announced before reservations open");
        if (plan.reserve->to.value - plan.reserve->from.value > longest_window_ms)
            return refuse("reserve: a window lasts 366 days at most");
    }
    return std::nullopt;
}

}  // namespace

std::optional<api::Refusal> Announcer::refuse_enter(const Window& enter, UnixMs now) {
    const auto refuse = [](const char* detail) { return api::Refusal{http::Code::invalid_request, detail}; };
    if (enter.from >= enter.to) return refuse("enter: `from` must be before `to`");
    if (enter.from < now) return refuse("enter.from is past: a round is announced before entries open");
    // What is computed from it must be a time that can be written down, too.
    constexpr UnixMs year_3000{32'503'680'000'000};
    if (enter.to >= year_3000) return refuse("enter.to: must be before the year 3000");
    // Nobody means more than that: a slip of the pen.
    if (enter.to.value - enter.from.value > longest_window_ms)
        return refuse("enter: a window lasts 366 days at most");
    return std::nullopt;
}

tl::expected<Announcer::Outcome, api::Refusal> Announcer::announce(postgres::Connection& connection,
                                                                   const RoundPlan& plan,
                                                                   const std::string& actor) const {
    // Another instance may announce it between the look and the insert: then the second look finds it.
    for (int look = 0; look < 2; ++look) {
        const auto found = connection.read(sql::find_plan, {plan.id.text()});
        if (!found.empty()) {
            if (same(plan, found[0])) return Outcome::repeated;
            return tl::unexpected(api::Refusal{http::Code::conflict, "another round has this id already"});
        }
        const UnixMs now{connection.read(sql::read_time)[0][0].as<std::int64_t>()};
        if (auto refusal = refuse_reserve(plan, now)) return tl::unexpected(*refusal);
        if (auto refusal = refuse_enter(plan.enter, now)) return tl::unexpected(*refusal);
        if (auto refusal = log::refuse_origin(connection, keys_.all()))
            return tl::unexpected(api::Refusal{http::Code::conflict, *refusal});
        std::optional<AnnouncedBeacon> beacon;
        if (plan.beacon) {
            const auto chosen = beacons_.choose(*plan.beacon, plan.enter.to, close_due(plan.enter));
            if (!chosen) return tl::unexpected(chosen.error());
            beacon = *chosen;
        }
        const auto inserted = insert(connection, plan, beacon, now, actor);
        if (!inserted) return tl::unexpected(inserted.error());
        if (*inserted) return Outcome::announced;
    }
    return tl::unexpected(
        api::Refusal{http::Code::conflict, "the campaign has another round on this day already"});
}

tl::expected<bool, api::Refusal> Announcer::insert(postgres::Connection& connection, const RoundPlan& plan,
                                                   const std::optional<AnnouncedBeacon>& beacon, UnixMs now,
                                                   const std::string& actor) const {
    const auto& key = keys_.current();
    const Hash secret = fresh_secret();
    const Hash tag_key = fresh_secret();
    const auto text = format(Announcement{
        .origin = key.origin(),
        .round = plan.id,
        .reserve = plan.reserve,
        .enter = plan.enter,
        .quota = plan.quota,
        .secret_commitment = commitment(CommitmentKind::secret, key.origin(), plan.id, secret),
        .tag_commitment = commitment(CommitmentKind::tag_key, key.origin(), plan.id, tag_key),
        .beacon = beacon ? std::optional{beacon->round} : std::nullopt,
        .announced = now,
    });
    const auto reserve_from = plan.reserve ? std::optional{plan.reserve->from} : std::nullopt;
    const auto reserve_to = plan.reserve ? std::optional{plan.reserve->to} : std::nullopt;
    const auto campaign = plan.occasion ? std::optional{plan.occasion->campaign} : std::nullopt;
    const auto day = plan.occasion ? std::optional{plan.occasion->day} : std::nullopt;

    postgres::Transaction transaction{connection, steps::announce};
    const auto given =
        hold_template_to_draw(transaction, plan.template_id, beacon ? beacon->due : close_due(plan.enter));
    if (!given) return tl::unexpected(given.error());
    const auto inserted = transaction.run(
        sql::insert_round,
        {plan.id.text(), campaign, day, reserve_from, reserve_to, plan.enter.from, plan.enter.to,
         close_due(plan.enter), format_quota(plan.quota), beacon ? format_drand_round(beacon->round) : "none",
         key.verifier_key().format(), now,
         beacon ? postgres::Parameter{beacon->due} : postgres::Parameter{std::nullopt}, *given});
    if (inserted.empty()) return false;
    const auto round_no = inserted[0][0].as<int>();
    transaction.run(sql::insert_secrets, {round_no, ByteView{secret}, ByteView{tag_key}});
    transaction.run(sql::make_partitions, {round_no});
    api::record_action(transaction, actor, "announce", plan.id.text(), format_quota(plan.quota));
    transaction.run(sql::publish, {round_no, "announcement", key.sign(text)});
    transaction.commit();
    return true;
}

}  // namespace fairdraw::rounds
