// The relays that drand's beacons are asked from. Any thread.
//
// A relay may be hostile: an answer has 3 seconds and 16 KiB in all, redirections are not followed, and
// nothing but http and https is spoken. A proxy is taken from the environment, as curl does.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "beacons/answer.hpp"

namespace fairdraw::beacons {

class Relays {
  public:
    // Base addresses such as https://api.drand.sh; none are fine. Throws std::invalid_argument for one that
    // is none, and for one that stands twice, however it is written: it would only agree with itself.
    explicit Relays(const std::vector<std::string>& addresses);

    // Written in one way: https://api.drand.sh for HTTPS://API.drand.sh:443/.
    const std::vector<std::string>& addresses() const { return addresses_; }

    // Asks all of them at once for one beacon; answers in the order of the addresses. When `stop` is
    // requested, whoever has not answered by then has not.
    std::vector<RelayAnswer> ask(const DrandRound& round, const std::stop_token& stop) const;

  private:
    std::vector<std::string> addresses_;
};

}  // namespace fairdraw::beacons
