// IP addresses and ranges of them, as text and as numbers. IPv4 stands as the IPv6 address that it is mapped
// to (RFC 4291, section 2.5.5.2), so that both look the same whatever kind of socket they came through. Pure;
// any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fairdraw::http {

struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};

    // "192.0.2.1", "2001:db8::1"; no zone, no port.
    static std::optional<IpAddress> parse(std::string_view text);

    bool is_ipv4() const;
    // Who it stands for, in a number that no other has: an IPv4 address, or the 64 bits of an IPv6 address
    // that are a network's. The other 64 its owner chooses at will.
    std::uint64_t subscriber() const;

    bool operator==(const IpAddress&) const = default;
};

class AddressRange {
  public:
    // "10.0.0.0/8", "2001:db8::/32", or one address.
    static std::optional<AddressRange> parse(std::string_view text);

    bool contains(const IpAddress& address) const;

  private:
    AddressRange(const IpAddress& first, unsigned bits) : first_(first), bits_(bits) {}

    IpAddress first_;
    unsigned bits_;  // of the 128
};

}  // namespace fairdraw::http
