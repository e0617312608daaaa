// A drand relay of a chain of the tests' own (drand_relay.mjs), one process each. Those with the same genesis
// serve the same chain, with a period of a second. One thread.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/temporary_folder.hpp"

namespace fairdraw::testing {

class DrandRelay {
  public:
    // `mode` is honest, late (404 for `late_s` seconds), lying (another key's signature) or wrong-randomness.
    explicit DrandRelay(std::int64_t genesis_s, const std::string& mode = "honest", int late_s = 0);

    std::string url() const;
    // For --drand-chain.
    std::string chain_file() const { return (folder_.path() / "chain.json").string(); }
    const std::string& chain() const { return chain_; }
    // The first round that is due at `unix_ms` or later.
    std::uint64_t round_due_from(std::int64_t unix_ms) const;
    // "drand <chain> <round>"
    std::string beacon_due_from(std::int64_t unix_ms) const;

  private:
    TemporaryFolder folder_;
    std::int64_t genesis_s_;
    std::string chain_;
    int port_ = 0;
    ChildProcess process_;
};

// What `fairdraw serve` is told of them; they must be of one chain.
std::vector<std::string> serve_arguments(const std::vector<const DrandRelay*>& relays);

}  // namespace fairdraw::testing
