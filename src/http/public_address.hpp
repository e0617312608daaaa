// Is an address one of the public internet's? Pure; any thread.
#pragma once

struct sockaddr;

namespace fairdraw::http {

// False for what IANA's registries of special-purpose addresses (RFC 6890) do not call globally reachable:
// loopback, private, link-local, shared, multicast, documentation and the like; and for families other than
// IPv4 and IPv6. An IPv4 address inside an IPv6 address (mapped, RFC 4291; NAT64, RFC 6052) is judged as
// itself.
bool is_public(const sockaddr& address);

}  // namespace fairdraw::http
