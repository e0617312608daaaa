// Asks a witness for a cosignature: https://c2sp.org/tlog-witness, add-checkpoint. One thread.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <variant>

#include "fairdraw/bytes.hpp"
#include "fairdraw/cosignature.hpp"

namespace fairdraw::log {

struct Cosigned {
    std::string line;  // with its LF; verified
    std::int64_t at_s = 0;
};
// It has seen another size than it was told.
struct HasSeen {
    std::uint64_t size = 0;
};
// Why there is no cosignature, in words for an operator.
struct Trouble {
    std::string reason;
};
using WitnessAnswer = std::variant<Cosigned, HasSeen, Trouble>;

class WitnessClient {
  public:
    // Throws std::invalid_argument for a witness without an address.
    explicit WitnessClient(Witness witness);

    // `checkpoint` is signed; `path` leads to it from the tree of `seen` leaves. Waits for 5 seconds at most,
    // and no longer than until `stop` is requested.
    WitnessAnswer add_checkpoint(std::uint64_t seen, std::span<const Hash> path,
                                 const std::string& checkpoint, const std::stop_token& stop) const;

    const WitnessKey& key() const { return witness_.key; }

  private:
    WitnessAnswer read_cosignature(const std::string& checkpoint, const std::string& body) const;

    const Witness witness_;
    const std::string url_;
};

}  // namespace fairdraw::log
