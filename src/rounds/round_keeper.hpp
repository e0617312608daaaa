// Keeps the rounds: announces campaigns' next rounds ahead, and carries out whatever step of a round's life
// is due. Any number of instances may run one each; the database decides who gets which step.
//
// Owns one thread. wake() may be called from any thread.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "http/metrics.hpp"
#include "postgres/clock.hpp"
#include "postgres/connection.hpp"
#include "rounds/announcer.hpp"
#include "rounds/signing_keys.hpp"

namespace fairdraw::rounds {

class RoundKeeper {
  public:
    // All references must outlive it. `clock` is sampled here, once a second.
    RoundKeeper(postgres::ConnectionSettings settings, const SigningKeys& keys, const Announcer& announcer,
                postgres::Clock& clock, http::Metrics& metrics);
    // Ends after the step under way.
    ~RoundKeeper();

    // Looks again at once: something may be due that was not a moment ago.
    void wake();

  private:
    void keep();
    void look_after_rounds(postgres::Connection& connection);
    template <class Act>
    void apart(postgres::Connection& connection, const std::string& name, const Act& act);
    void count_stuck(postgres::Connection& connection);
    bool take_steps(postgres::Connection& connection);
    void announce_campaigns(postgres::Connection& connection);
    void wait(int at_most_ms);
    bool stopping();

    const postgres::ConnectionSettings settings_;
    const SigningKeys& keys_;
    const Announcer& announcer_;
    postgres::Clock& clock_;
    http::Gauge alarmed_;
    http::Gauge keyless_;
    http::Gauge overdue_;
    http::Gauge unannounced_;
    http::Histogram step_seconds_;
    http::Gauge database_reachable_;
    // Logged once each, not at every look.
    std::string last_outage_;
    std::map<std::string, std::string> troubles_;
    double last_keyless_ = 0;

    std::mutex mutex_;
    std::condition_variable woken_;
    bool wake_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace fairdraw::rounds
