// From which address a request came, if it may have come through proxies. What `Forwarded` (RFC 7239) and
// `X-Forwarded-For` say is believed from the right only, as far as it was written by a proxy that is known:
// everything further to the left a client may have made up.
//
// Pure; any thread.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "http/ip_address.hpp"
#include "http/message.hpp"

namespace fairdraw::http {

class TrustedProxies {
  public:
    explicit TrustedProxies(std::vector<AddressRange> ranges) : ranges_(std::move(ranges)) {}

    // The first address, going back from the connection's own, that is not a trusted proxy's. What cannot be
    // read, and two fields that contradict each other, end the way at the last address that is sure.
    IpAddress client_of(const Request& request) const;

  private:
    bool trusts(const IpAddress& address) const;
    template <class NextHop>
    IpAddress walk_back(IpAddress from, NextHop next) const;
    IpAddress by_forwarded(const IpAddress& peer, std::string_view value) const;
    IpAddress by_x_forwarded_for(const IpAddress& peer, std::string_view value) const;

    std::vector<AddressRange> ranges_;
};

}  // namespace fairdraw::http
