// Recording without the rest of the program, for tests that look at what is answered and what is written
// down. Any thread may record.
#pragma once

#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <string>
#include <thread>

#include "http/metrics.hpp"
#include "integration/rounds_database.hpp"
#include "postgres/clock.hpp"
#include "postgres/pool.hpp"
#include "postgres/transaction.hpp"
#include "rounds/recorder.hpp"
#include "rounds/round_directory.hpp"

namespace fairdraw::testing {

using Answer = tl::expected<rounds::Recorded, api::Refusal>;

// One running instance, as far as recording goes. `keys` must outlive it.
struct Instance {
    explicit Instance(const RoundsDatabase& database) : Instance(database, database.keys) {}
    Instance(const RoundsDatabase& database, const rounds::SigningKeys& keys)
        : keeper({.url = database.url, .role = "fairdraw_keeper"}, 1),
          directory(keeper, keys),
          reservation_recorder(rounds::reservations, {.url = database.url, .role = "fairdraw_serving"}, clock,
                               metrics),
          entry_recorder(rounds::entries, {.url = database.url, .role = "fairdraw_serving"}, clock, metrics) {
        clock.sample(*keeper.borrow());
    }

    std::future<Answer> record(rounds::Recorder& recorder, const std::string& round, const std::string& user,
                               UnixMs arrived) {
        const auto answered = std::make_shared<std::promise<Answer>>();
        const auto found = directory.find(round).value();
        REQUIRE(recorder.record({found, user, arrived, found->tag_key.tag_of(found->id, user),
                                 [answered](Answer answer) { answered->set_value(std::move(answer)); }}));
        return answered->get_future();
    }
    Answer reserve(const std::string& round, const std::string& user, UnixMs arrived) {
        return record(reservation_recorder, round, user, arrived).get();
    }
    Answer enter(const std::string& round, const std::string& user, UnixMs arrived) {
        return record(entry_recorder, round, user, arrived).get();
    }

    http::Metrics metrics;
    postgres::Clock clock;
    postgres::Pool keeper;
    rounds::RoundDirectory directory;
    rounds::Recorder reservation_recorder;
    rounds::Recorder entry_recorder;
};

// Keeps recorders of a round waiting until it is gone.
class Hang {
  public:
    explicit Hang(RoundsDatabase& database) : database_(database), held_(database.keeper, {"test"}) {
        static constexpr postgres::Statement lock{"test_lock",
                                                  "SELECT pg_advisory_xact_lock(fairdraw.fence(), round_no) "
                                                  "FROM fairdraw.rounds"};
        held_.run(lock);
    }
    void wait_for_a_writer() const { wait_for_writers(1); }
    void wait_for_writers(int count) const {
        while (database_.value("SELECT count(*) FROM pg_locks WHERE NOT granted") != std::to_string(count))
            std::this_thread::yield();
    }

  private:
    RoundsDatabase& database_;
    postgres::Transaction held_;
};

}  // namespace fairdraw::testing
