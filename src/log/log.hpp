// The operator's log as a whole: its routes, and what keeps it witnessed. One a process; destroying it ends
// its threads.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/metrics.hpp"
#include "http/router.hpp"
#include "log/checkpoints.hpp"
#include "log/witness_keeper.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::log {

class Log {
  public:
    // `keys` must outlive it. Throws std::invalid_argument for a witness without an address.
    Log(const std::string& database_url, Keys keys, const std::vector<Witness>& witnesses,
        http::Metrics& metrics);

    // The routes refer to this object, which must outlive the router.
    void add_routes(http::Router& router);

  private:
    const Keys keys_;
    postgres::Pool serving_;
    std::vector<std::unique_ptr<WitnessKeeper>> witness_keepers_;
};

}  // namespace fairdraw::log
