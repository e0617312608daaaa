#include "log/log.hpp"

#include "log/log_api.hpp"

namespace fairdraw::log {

namespace {

constexpr std::size_t connections = 4;
constexpr int statement_timeout_ms = 10'000;

}  // namespace

Log::Log(const std::string& database_url, Keys keys, const std::vector<Witness>& witnesses,
         http::Metrics& metrics)
    : keys_(keys),
      serving_(
          {.url = database_url, .role = "fairdraw_serving", .statement_timeout_ms = statement_timeout_ms},
          connections) {
    const postgres::ConnectionSettings keeper{
        .url = database_url, .role = "fairdraw_keeper", .statement_timeout_ms = statement_timeout_ms};
    for (const auto& witness : witnesses)
        witness_keepers_.push_back(std::make_unique<WitnessKeeper>(keeper, keys, witness, metrics));
}

void Log::add_routes(http::Router& router) {
    add_log_routes(router, serving_, keys_);
}

}  // namespace fairdraw::log
