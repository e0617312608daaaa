// Gets closed rounds the beacons they wait for: exactly the one that was announced, once it is due by the
// database's clock, from the relays, as often as it takes, and never another. Apart from the RoundKeeper, so
// that no round's step waits for a relay. Any number of instances may run one each: the first beacon that is
// stored is the round's.
//
// Owns one thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "beacons/relays.hpp"
#include "http/metrics.hpp"
#include "postgres/connection.hpp"
#include "rounds/round.hpp"

namespace pqxx {
class row;
}

namespace fairdraw::rounds {

class BeaconKeeper {
  public:
    // `on_stored` is called from its thread whenever a round need not wait any more. `metrics` must outlive
    // it.
    BeaconKeeper(postgres::ConnectionSettings settings, beacons::Relays relays,
                 std::function<void()> on_stored, http::Metrics& metrics);

  private:
    using SteadyTime = std::chrono::steady_clock::time_point;
    struct Awaited {
        RoundNumber round;
        std::string round_id;
        DrandRound beacon;
        bool is_late;  // it should be here by now
        std::string waits_for;
    };
    struct Tries {
        SteadyTime next;
        std::chrono::milliseconds pause{0};
        std::string trouble;  // the last one that was logged
    };

    void keep(const std::stop_token& stop);
    void look_after_beacons(postgres::Connection& connection, const std::stop_token& stop);
    std::chrono::milliseconds look_after(postgres::Connection& connection, const pqxx::row& row,
                                         const std::stop_token& stop);
    void fetch(postgres::Connection& connection, const Awaited& awaited, const std::stop_token& stop);
    void report(const Awaited& awaited, const std::vector<beacons::RelayAnswer>& answers,
                const DrandBeacon* agreed);
    void store(postgres::Connection& connection, const Awaited& awaited, const DrandBeacon& beacon);
    void note_wait(postgres::Connection& connection, const Awaited& awaited, const std::string& trouble);
    void wait(std::chrono::milliseconds at_most, const std::stop_token& stop);

    const postgres::ConnectionSettings settings_;
    const beacons::Relays relays_;
    const std::function<void()> on_stored_;
    std::vector<http::Counter> relay_failures_;  // by relay
    std::vector<std::string> relay_troubles_;    // by relay, the last one that was logged
    std::map<RoundNumber, Tries> tries_;
    std::string last_outage_;

    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::jthread thread_;
};

}  // namespace fairdraw::rounds
