#include "draw_due.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "drand_chains.hpp"

namespace fairdraw {
namespace {

constexpr UnixMs latest_written{253'402'300'799'999};  // of the year 9999

}  // namespace

UnixMs draw_due(const Announcement& announced, const std::vector<DrandChain>& chains) {
    const UnixMs window_end = announced.enter.to;
    if (!announced.beacon) return window_end;
    const DrandChain* chain = find_chain(chains, announced.beacon->chain);
    return chain ? std::max(window_end, chain->due(announced.beacon->number)) : window_end;
}

std::string when_due(const Announcement& announced, const std::vector<DrandChain>& chains) {
    const UnixMs due = draw_due(announced, chains);
    if (due > latest_written) return "due after the year 9999";
    const bool unknown = announced.beacon && !find_chain(chains, announced.beacon->chain);
    return fmt::format("due after {}{}", format_rfc3339(due),
                       unknown ? " and a beacon of a drand chain that is not known here" : "");
}

}  // namespace fairdraw
