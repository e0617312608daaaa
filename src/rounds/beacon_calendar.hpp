// Which rounds of which drand chains can be announced here, by when they are due (draw-protocol, section 5).
// Immutable; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "api/refusal.hpp"
#include "fairdraw/drand.hpp"

namespace fairdraw::rounds {

// What an operator asks for.
struct BeaconWish {
    Hash chain{};
    std::optional<std::uint64_t> number;  // nothing: the first that is due late enough

    bool operator==(const BeaconWish&) const = default;
};

// `none`, `drand <chain hash>` or `drand <chain hash> <round number>`; otherwise what it must be.
tl::expected<std::optional<BeaconWish>, std::string> parse_beacon_wish(std::string_view text);
// As it was parsed.
std::string format_beacon_wish(const std::optional<BeaconWish>& wish);
// Whether what stands announced (`none`, or `drand <chain hash> <round number>`) is what is asked for.
bool fulfils(const std::string& announced, const std::optional<BeaconWish>& wish);

struct AnnouncedBeacon {
    DrandRound round;
    UnixMs due;
};

class BeaconCalendar {
  public:
    // No chains where no beacon can be had, because no relay is configured.
    BeaconCalendar() = default;
    explicit BeaconCalendar(std::vector<DrandChain> chains) : chains_(std::move(chains)) {}

    // Refuses (invalid_request) a chain that is not known here.
    tl::expected<DrandChain, api::Refusal> find(const Hash& chain) const;

    // The round to announce for a window that ends at `enter_to` and whose close is begun at `close_due`.
    // Refuses (invalid_request) a number that is due so early that the close might come too late, or so late
    // that it must be a mistake.
    tl::expected<AnnouncedBeacon, api::Refusal> choose(const BeaconWish& wish, UnixMs enter_to,
                                                       UnixMs close_due) const;

  private:
    std::vector<DrandChain> chains_;
};

}  // namespace fairdraw::rounds
