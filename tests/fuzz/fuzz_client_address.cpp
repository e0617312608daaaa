// What proxies say of where a request came from: whatever stands there, the address that comes of it is one
// that a trusted proxy vouches for, and what a client puts in front changes nothing.
//
// An input is an address that the trusted proxy adds, and what the client had sent: a line each.
#include "http/client_address.hpp"

#include <string>

#include "fuzz_target.hpp"

namespace {

using namespace fairdraw;
using http::AddressRange;
using http::IpAddress;

const auto proxy = IpAddress::parse("10.0.0.1").value();

IpAddress client_of(const std::string& fields) {
    static const http::TrustedProxies proxies({AddressRange::parse("10.0.0.0/8").value()});
    http::Request request;
    request.remote_address = "10.0.0.1";
    request.fields = fields;
    return proxies.client_of(request);
}

}  // namespace

void fairdraw::fuzz::try_input(std::string_view input) {
    const auto line_end = input.find('\n');
    const std::string added(input.substr(0, line_end));
    const std::string sent(line_end == input.npos ? "" : input.substr(line_end + 1));
    if (sent.find_first_of("\r\n") != sent.npos) return;  // no field has one (request_head.hpp)
    client_of("X-Forwarded-For: " + sent + "\r\nForwarded: " + sent + "\r\n");

    const auto peer = IpAddress::parse(added);
    if (!peer || AddressRange::parse("10.0.0.0/8")->contains(*peer)) return;
    require(client_of("X-Forwarded-For: " + sent + "\r\nX-Forwarded-For: " + added + "\r\n") == *peer,
            "what stands to the left of a client's address is not looked at");
    const auto by_forwarded = client_of("Forwarded: " + sent + "\r\nForwarded: for=\"[" + added + "]\"\r\n");
    require(by_forwarded == *peer || by_forwarded == proxy,
            "a Forwarded that is broken hides, and never lies");
}
