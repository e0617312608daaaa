#include "rounds/rounds.hpp"

#include <spdlog/spdlog.h>

#include "api/roles.hpp"
#include "postgres/migrate.hpp"
#include "rounds/routes.hpp"

namespace fairdraw::rounds {

namespace {

constexpr std::size_t serving_connections = 16;
constexpr std::size_t keeper_connections = 4;
// Apart from operators' requests, which may wait for each other's locks.
constexpr std::size_t directory_connections = 2;

BeaconCalendar calendar(const RoundsOptions& options) {
    return options.drand_relays.empty() ? BeaconCalendar{} : BeaconCalendar{options.drand_chains};
}

}  // namespace

Rounds::Rounds(const RoundsOptions& options, const SigningKeys& keys, http::Metrics& metrics)
    : keys_(keys),
      serving_(api::as_serving(options.database_url), serving_connections),
      keeper_(api::as_keeper(options.database_url), keeper_connections),
      directory_connections_(api::as_keeper(options.database_url), directory_connections),
      directory_(directory_connections_, keys_),
      results_(api::as_serving(options.database_url)),
      announcer_(keys_, options.close_grace_ms, calendar(options)),
      round_keeper_(api::as_clockwork(options.database_url), keys_, announcer_, clock_, metrics),
      beacon_keeper_(
          api::as_keeper(options.database_url), beacons::Relays{options.drand_relays},
          [this] { round_keeper_.wake(); }, metrics),
      reservations_(reservations, api::as_serving(options.database_url), clock_, metrics),
      entries_(entries, api::as_serving(options.database_url), clock_, metrics),
      altered_lists_(
          metrics.counter("fairdraw_altered_lists_total", "Lists served that are not as long as was signed")),
      first_come_(api::as_serving(options.database_url), serving_, clock_, metrics) {}

void Rounds::add_routes(http::Router& router) {
    add_recording_routes(router, directory_, clock_, reservations_, entries_, first_come_);
    add_result_routes(router, directory_, results_);
    add_round_routes(router, serving_);
    add_evidence_routes(router, serving_, keys_, altered_lists_);
    add_operator_routes(router, keeper_, announcer_, keys_, round_keeper_);
    add_campaign_routes(router, keeper_, announcer_.beacons(), round_keeper_);
}

std::optional<std::string> Rounds::not_ready() {
    try {
        auto missing = postgres::missing_migration(*serving_.borrow());
        if (!missing) clock_.now();
        return missing;
    } catch (...) {
        // Anybody may ask; where and as whom the database was sought is for the log.
        const auto reason = postgres::classify(std::current_exception()).message;
        spdlog::warn("event=not_ready reason={:?}", reason);
        return "the database cannot be used; the server's log says why";
    }
}

}  // namespace fairdraw::rounds
