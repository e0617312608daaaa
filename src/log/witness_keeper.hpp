// Has a witness cosign the log as it grows, and keeps what it gives: from then on anyone can tell what stood
// in the log by when. Any number of instances may do so at once.
//
// Owns one thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "http/metrics.hpp"
#include "log/checkpoints.hpp"
#include "log/witness_client.hpp"
#include "postgres/connection.hpp"

namespace fairdraw::log {

class WitnessKeeper {
  public:
    // `settings`: a keeper's. Throws std::invalid_argument for a witness without an address.
    WitnessKeeper(postgres::ConnectionSettings settings, Keys keys, const Witness& witness,
                  http::Metrics& metrics);
    // Ends soon, also while the witness keeps it waiting.
    ~WitnessKeeper() = default;

  private:
    void keep(const std::stop_token& stop);
    void look(postgres::Connection& connection, const std::stop_token& stop);
    void keep_checkpoint(postgres::Connection& connection);
    pqxx::result list_uncosigned(postgres::Connection& connection, std::uint64_t from);
    double count_behind(postgres::Connection& connection);
    bool submit_all(postgres::Connection& connection, const pqxx::result& waiting,
                    const std::stop_token& stop);
    bool submit(postgres::Connection& connection, std::uint64_t size, const std::string& checkpoint,
                const std::stop_token& stop);
    bool take(postgres::Connection& connection, std::uint64_t size, const Cosigned& cosigned);
    bool tell(const std::string& trouble);
    void wait(const std::stop_token& stop);

    const postgres::ConnectionSettings settings_;
    const Keys keys_;
    const WitnessClient witness_;
    http::Gauge behind_;
    std::uint64_t kept_size_ = 0;
    std::uint64_t seen_ = 0;    // the size that the witness has cosigned, as far as is known here
    std::string last_trouble_;  // logged once, not at every look

    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;  // last, so that it ends first
};

}  // namespace fairdraw::log
