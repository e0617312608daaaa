#include "rounds/beacon_keeper.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <pqxx/result>
#include <utility>

#include "fairdraw/note.hpp"
#include "fairdraw/texts.hpp"
#include "postgres/failure.hpp"
#include "postgres/transaction.hpp"
#include "rounds/steps.hpp"
#include "sql/rounds_sql.hpp"

namespace fairdraw::rounds {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds look_every{1'000};
// While relays may not have it yet, and then twice as long each time.
constexpr milliseconds shortest_pause{500};
constexpr milliseconds longest_pause{10'000};

DrandRound announced_beacon(const pqxx::field& note) {
    const auto announcement = parse_note(note.as<std::string>(), "announcement.txt").value();
    return parse_announcement(announcement.text).value().beacon.value();
}

}  // namespace

BeaconKeeper::BeaconKeeper(postgres::ConnectionSettings settings, beacons::Relays relays,
                           std::function<void()> on_stored, http::Metrics& metrics)
    : settings_(std::move(settings)),
      relays_(std::move(relays)),
      on_stored_(std::move(on_stored)),
      relay_troubles_(relays_.addresses().size()) {
    for (std::size_t i = 0; i < relays_.addresses().size(); ++i) {
        relay_failures_.push_back(metrics.counter("fairdraw_beacon_relay_failures_total",
                                                  "Beacons that a drand relay did not give when they were "
                                                  "due, or gave falsely; relays by their place, from 1",
                                                  {{"relay", std::to_string(i + 1)}}));
    }
    thread_ = std::jthread([this](const std::stop_token& stop) { keep(stop); });
}

void BeaconKeeper::wait(milliseconds at_most, const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    woken_.wait_for(lock, stop, at_most, [] { return false; });
}

void BeaconKeeper::keep(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            postgres::Connection connection{settings_};
            while (!stop.stop_requested()) look_after_beacons(connection, stop);
        } catch (...) {
            const auto failure = postgres::classify(std::current_exception());
            // Once for each trouble, not once for each second of it.
            if (std::exchange(last_outage_, failure.message) != failure.message)
                spdlog::error("event=beacons_not_kept reason={:?}", failure.message);
            wait(look_every / 4, stop);
        }
    }
}

void BeaconKeeper::look_after_beacons(postgres::Connection& connection, const std::stop_token& stop) {
    const auto rows = connection.read(sql::find_awaited_beacons);
    last_outage_.clear();
    std::erase_if(tries_, [&](const auto& tried) {
        return std::ranges::none_of(rows, [&](const auto& row) {
            return RoundNumber{row[0].template as<std::int32_t>()} == tried.first;
        });
    });
    auto next = look_every;
    for (const auto& row : rows) {
        if (stop.stop_requested()) return;
        next = std::min(next, look_after(connection, row, stop));
    }
    wait(next, stop);
}

// Gives how long nothing need be done for this round. What is wrong with one must not keep the others from
// their beacons; only a lost connection ends the look.
milliseconds BeaconKeeper::look_after(postgres::Connection& connection, const pqxx::row& row,
                                      const std::stop_token& stop) {
    const milliseconds due_in{row[3].as<std::int64_t>()};
    if (due_in.count() > 0) return due_in;
    const RoundNumber round{row[0].as<std::int32_t>()};
    auto& tries = tries_[round];
    const auto now = steady_clock::now();
    if (now < tries.next) return std::chrono::ceil<milliseconds>(tries.next - now);
    const bool is_late = row[4].as<bool>();
    tries.pause =
        is_late ? std::min(2 * std::max(tries.pause, shortest_pause), longest_pause) : shortest_pause;
    try {
        fetch(connection,
              {round, row[1].as<std::string>(), announced_beacon(row[2]), is_late, row[5].as<std::string>()},
              stop);
    } catch (...) {
        if (!connection.usable()) throw;
        const auto failure = postgres::classify(std::current_exception());
        if (std::exchange(tries.trouble, failure.message) != failure.message)
            spdlog::error("event=beacon_not_stored round={} reason={:?}", row[1].as<std::string>(),
                          failure.message);
    }
    tries.next = steady_clock::now() + tries.pause;
    return tries.pause;
}

void BeaconKeeper::fetch(postgres::Connection& connection, const Awaited& awaited,
                         const std::stop_token& stop) {
    const auto answers = relays_.ask(awaited.beacon, stop);
    if (stop.stop_requested()) return;
    const auto beacon = beacons::agree(answers);
    report(awaited, answers, beacon ? &*beacon : nullptr);
    if (beacon) {
        store(connection, awaited, *beacon);
    } else if (awaited.is_late) {
        note_wait(connection, awaited,
                  fmt::format("its beacon, drand round {}, cannot be had: {}", awaited.beacon.number,
                              beacon.error()));
    }
}

// A relay without a beacon that was due a moment ago is as it should be.
void BeaconKeeper::report(const Awaited& awaited, const std::vector<beacons::RelayAnswer>& answers,
                          const DrandBeacon* agreed) {
    for (std::size_t i = 0; i < answers.size(); ++i) {
        std::string trouble;
        if (!answers[i] && (awaited.is_late || !answers[i].error().has_none)) {
            trouble = answers[i].error().reason;
        } else if (answers[i] && agreed && *answers[i] != *agreed) {
            trouble = "gives another beacon than those that agree";
        }
        if (!trouble.empty()) relay_failures_[i].add();
        const bool is_new = std::exchange(relay_troubles_[i], trouble) != trouble;
        if (is_new && !trouble.empty())
            spdlog::warn("event=drand_relay_failed relay={} address={} reason={:?}", i + 1,
                         relays_.addresses()[i], trouble);
    }
}

void BeaconKeeper::store(postgres::Connection& connection, const Awaited& awaited,
                         const DrandBeacon& beacon) {
    postgres::Transaction transaction{connection, steps::store_beacon};
    transaction.run(sql::insert_beacon,
                    {sql_value(awaited.round), ByteView{beacon.signature}, ByteView{beacon.randomness}});
    transaction.run(sql::note_wait, {sql_value(awaited.round), std::nullopt});
    transaction.commit();
    spdlog::info("event=beacon_stored round={} drand_round={}", awaited.round_id, awaited.beacon.number);
    on_stored_();
}

void BeaconKeeper::note_wait(postgres::Connection& connection, const Awaited& awaited,
                             const std::string& trouble) {
    if (std::exchange(tries_[awaited.round].trouble, trouble) != trouble)
        spdlog::warn("event=round_waits round={} reason={:?}", awaited.round_id, trouble);
    if (awaited.waits_for == trouble) return;
    postgres::Transaction transaction{connection, steps::note_wait};
    transaction.run(sql::note_wait, {sql_value(awaited.round), trouble});
    transaction.commit();
}

}  // namespace fairdraw::rounds
