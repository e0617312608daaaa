#include "rounds/round_keeper.hpp"

#include <spdlog/spdlog.h>
#include <algorithm>
#include <chrono>
#include <pqxx/result>
#include <stdexcept>

#include "api/columns.hpp"
#include "rounds/life.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

// How long a step that another instance finished, or died over, may go unnoticed here.
constexpr int look_every_ms = 1000;
// When a round is due for which something is being recorded at this moment.
constexpr int held_again_ms = 20;
constexpr std::int64_t announce_ahead_s = 48 * 3600;

}  // namespace

RoundKeeper::RoundKeeper(postgres::ConnectionSettings settings, const SigningKeys& keys,
                         const Announcer& announcer, postgres::Clock& clock, http::Metrics& metrics)
    : settings_(std::move(settings)),
      keys_(keys),
      announcer_(announcer),
      clock_(clock),
      alarmed_(metrics.gauge("fairdraw_rounds_alarmed",
                             "Rounds whose life has stopped and waits for an operator")),
      keyless_(metrics.gauge("fairdraw_rounds_without_key",
                             "Due rounds that were announced under a key not given here")),
      overdue_(metrics.gauge("fairdraw_rounds_overdue",
                             "Rounds that should be drawn for a minute or more, and are not")),
      unannounced_(metrics.gauge("fairdraw_campaign_days_unannounced",
                                 "Days of campaigns whose round could not be announced")),
      step_seconds_(metrics.histogram("fairdraw_step_seconds",
                                      "A fence, a close or a draw, from taking the round to its commit",
                                      {0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100})),
      database_reachable_(
          metrics.gauge("fairdraw_database_reachable", "1 when the last look at the database succeeded")),
      thread_([this] { keep(); }) {}

RoundKeeper::~RoundKeeper() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    woken_.notify_all();
    thread_.join();
}

void RoundKeeper::wake() {
    {
        const std::lock_guard lock{mutex_};
        wake_ = true;
    }
    woken_.notify_all();
}

void RoundKeeper::wait(int at_most_ms) {
    std::unique_lock lock{mutex_};
    woken_.wait_for(lock, std::chrono::milliseconds(at_most_ms), [&] { return wake_ || stopping_; });
    wake_ = false;
}

bool RoundKeeper::stopping() {
    const std::lock_guard lock{mutex_};
    return stopping_;
}

void RoundKeeper::keep() {
    while (!stopping()) {
        try {
            postgres::Connection connection{settings_};
            while (!stopping()) look_after_rounds(connection);
        } catch (...) {
            database_reachable_.set(0);
            const auto failure = postgres::classify(std::current_exception());
            // Once for each trouble, not once for each second of it.
            if (std::exchange(last_outage_, failure.message) != failure.message)
                spdlog::error("event=rounds_not_kept reason={:?}", failure.message);
            wait(look_every_ms / 4);
        }
    }
}

void RoundKeeper::look_after_rounds(postgres::Connection& connection) {
    clock_.sample(connection);
    while (!stopping() && take_steps(connection)) {
    }
    announce_campaigns(connection);
    count_stuck(connection);
    database_reachable_.set(1);
    if (!std::exchange(last_outage_, {}).empty()) spdlog::info("event=rounds_kept_again");

    const auto next_due = connection.read(sql::find_next_due)[0][0];
    const auto due_in_ms = next_due.is_null() ? look_every_ms : next_due.as<std::int64_t>();
    wait(due_in_ms <= 0 ? held_again_ms : static_cast<int>(std::min<std::int64_t>(due_in_ms, look_every_ms)));
}

void RoundKeeper::count_stuck(postgres::Connection& connection) {
    const auto row = connection.read(sql::count_stuck_rounds, {keys_.verifier_keys()})[0];
    alarmed_.set(row[0].as<double>());
    const auto waiting = row[1].as<double>();
    keyless_.set(waiting);
    overdue_.set(row[2].as<double>());
    if (std::exchange(last_keyless_, waiting) < waiting)
        spdlog::error(
            "event=rounds_wait_for_their_key rounds={} hint={:?}", waiting,
            "they were announced under another signing key: give it too, with a second --signing-key");
}

// One round's trouble must not keep the others from their steps; only a lost connection ends the look.
template <class Act>
void RoundKeeper::apart(postgres::Connection& connection, const std::string& name, const Act& act) {
    try {
        act();
        troubles_.erase(name);
    } catch (const RoundStopped& stopped) {
        spdlog::critical("event=round_stopped round_no={} reason={:?}", sql_value(stopped.round),
                         stopped.what());
        raise_alarm(connection, stopped.round, stopped.what());
    } catch (...) {
        if (!connection.usable()) throw;
        const auto failure = postgres::classify(std::current_exception());
        auto& last = troubles_[name];
        if (std::exchange(last, failure.message) != failure.message)
            spdlog::error("event=step_failed step={:?} reason={:?}", name, failure.message);
    }
}

bool RoundKeeper::take_steps(postgres::Connection& connection) {
    bool any = false;
    const auto take = [&](const char* name, auto&& step) {
        apart(connection, name, [&] {
            const auto started = std::chrono::steady_clock::now();
            const std::optional<StepDone> done = step();
            if (!done) return;
            any = true;
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
            step_seconds_.observe(took.count());
            spdlog::info("{} round={} took_ms={:.1f}", done->what, done->round_id, 1000 * took.count());
        });
    };
    take("fence", [&] { return fence_next_round(connection); });
    take("close", [&] { return close_next_round(connection, keys_); });
    take("draw", [&] { return draw_next_round(connection, keys_); });
    return any;
}

void RoundKeeper::announce_campaigns(postgres::Connection& connection) {
    int unannounced = 0;
    for (const auto& row : connection.read(sql::find_due_campaign_days, {announce_ahead_s})) {
        ++unannounced;
        const CampaignDay occasion{row[0].as<std::string>(), row[1].as<std::string>()};
        const auto id = occasion.campaign + "-" + occasion.day;
        apart(connection, "announce " + id, [&] {
            const RoundPlan plan{
                .id = RoundId::parse(id).value(),
                .occasion = occasion,
                .reserve = api::window_of(row[2], row[3]),
                .enter = api::window_of(row[4], row[5]).value(),
                .quota = parse_quota(row[6].as<std::string>()).value(),
                .beacon = parse_beacon_wish(row[7].as<std::string>()).value(),
                .template_id = row[8].is_null() ? std::nullopt : std::optional{row[8].as<std::string>()},
            };
            const auto outcome = announcer_.announce(connection, plan, "fairdraw");
            if (!outcome) throw std::runtime_error(outcome.error().detail);
            if (*outcome == Announcer::Outcome::repeated)
                throw std::runtime_error("a round that is not the campaign's has this id already");
            spdlog::info("event=round_announced round={}", id);
            --unannounced;
        });
    }
    unannounced_.set(unannounced);
}

}  // namespace fairdraw::rounds
