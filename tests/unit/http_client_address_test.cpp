// Where a request came from: what proxies say is believed as far as they are known, and not a word further.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "http/client_address.hpp"

using namespace fairdraw::http;

namespace {

IpAddress address(std::string_view text) {
    const auto parsed = IpAddress::parse(text);
    INFO(text);
    REQUIRE(parsed);
    return *parsed;
}

AddressRange range(std::string_view text) {
    const auto parsed = AddressRange::parse(text);
    INFO(text);
    REQUIRE(parsed);
    return *parsed;
}

// The edge, its neighbours, and a second edge that is reached by IPv6.
TrustedProxies proxies() {
    return TrustedProxies({range("10.0.0.0/8"), range("192.0.2.7"), range("2001:db8:ed9e::/48")});
}

bool came_from(std::string_view expected, const std::string& peer, const std::string& fields) {
    Request request;
    request.remote_address = peer;
    request.fields = fields;
    return proxies().client_of(request) == address(expected);
}

const std::string edge = "10.0.0.1";

}  // namespace

TEST_CASE("addresses: IPv4 is itself in either notation, IPv6 stands for its network") {
    CHECK(address("::ffff:192.0.2.1") == address("192.0.2.1"));
    CHECK(address("192.0.2.1").subscriber() != address("192.0.2.2").subscriber());
    CHECK(address("2001:db8:1:2::1").subscriber() ==
          address("2001:db8:1:2:ffff:ffff:ffff:ffff").subscriber());
    CHECK(address("2001:db8:1:2::1").subscriber() != address("2001:db8:1:3::1").subscriber());
    CHECK(address("::1").subscriber() != address("127.0.0.1").subscriber());
    CHECK(address("0.0.0.0").subscriber() != address("::").subscriber());
    for (const char* wrong : {"", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", " ::1", "::g", "[::1]",
                              "1.2.3.4:5", "fe80::1%eth0", "localhost", "1.2.3.4/32",
                              "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"})
        CHECK_FALSE(IpAddress::parse(wrong));
    CHECK_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
}

TEST_CASE("ranges hold what begins with their bits") {
    CHECK(range("10.0.0.0/8").contains(address("10.255.255.255")));
    CHECK_FALSE(range("10.0.0.0/8").contains(address("11.0.0.0")));
    CHECK(range("10.1.2.0/23").contains(address("10.1.3.9")));
    CHECK_FALSE(range("10.1.2.0/23").contains(address("10.1.4.0")));
    CHECK(range("0.0.0.0/0").contains(address("203.0.113.1")));
    CHECK_FALSE(range("0.0.0.0/0").contains(address("2001:db8::1")));
    CHECK(range("192.0.2.7").contains(address("::ffff:192.0.2.7")));
    CHECK_FALSE(range("192.0.2.7").contains(address("192.0.2.6")));
    CHECK(range("2001:db8::/33").contains(address("2001:db8:7fff::1")));
    CHECK_FALSE(range("2001:db8::/33").contains(address("2001:db8:8000::1")));
    CHECK(range("::1/128").contains(address("::1")));
    for (const char* wrong :
         {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "::/129", "10/8", "a/8"})
        CHECK_FALSE(AddressRange::parse(wrong));
}

TEST_CASE("who is no proxy of ours is taken for who they are, whatever they say") {
    CHECK(came_from("203.0.113.9", "203.0.113.9", ""));
    CHECK(came_from("203.0.113.9", "203.0.113.9", "X-Forwarded-For: 198.51.100.1\r\n"));
    CHECK(came_from("203.0.113.9", "203.0.113.9",
                    "Forwarded: for=198.51.100.1\r\nX-Forwarded-For: 198.51.100.1\r\n"));
    CHECK(came_from("192.0.2.6", "192.0.2.6", "X-Forwarded-For: 10.0.0.1, 198.51.100.1\r\n"));
}

TEST_CASE("X-Forwarded-For is read from the right, past our proxies, to the first that is none") {
    CHECK(came_from(edge, edge, ""));
    CHECK(came_from("198.51.100.1", edge, "X-Forwarded-For: 198.51.100.1\r\n"));
    CHECK(came_from("198.51.100.1", edge, "x-forwarded-for:198.51.100.1 , 10.9.9.9,192.0.2.7\r\n"));
    CHECK(came_from("198.51.100.1", "::ffff:10.0.0.1", "X-Forwarded-For: 198.51.100.1\r\n"));
    CHECK(came_from("2001:db8:1::5", edge, "X-Forwarded-For: 2001:db8:1::5\r\n"));
    CHECK(came_from("2001:db8:1::5", edge, "X-Forwarded-For: [2001:db8:1::5]:4711\r\n"));
    CHECK(came_from("198.51.100.1", edge, "X-Forwarded-For: 198.51.100.1:4711\r\n"));
    // Only our own were there.
    CHECK(came_from("10.1.1.1", edge, "X-Forwarded-For: 10.1.1.1, 10.2.2.2\r\n"));
}

TEST_CASE("what a client puts in front of it changes nothing") {
    CHECK(came_from("198.51.100.1", edge, "X-Forwarded-For: 203.0.113.1, 198.51.100.1\r\n"));
    CHECK(came_from("198.51.100.1", edge, "X-Forwarded-For: 10.0.0.9, 198.51.100.1\r\n"));
    CHECK(came_from("198.51.100.1", edge, "X-Forwarded-For: , \", (, 198.51.100.1\r\n"));
    CHECK(
        came_from("198.51.100.1", edge, "X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-For: 198.51.100.1\r\n"));
    CHECK(came_from("198.51.100.1", edge, "Forwarded: for=203.0.113.1, for=198.51.100.1\r\n"));
    // What it cannot be read past may be the client's: the way ends at the last address that is sure.
    CHECK(came_from("10.2.2.2", edge, "X-Forwarded-For: 203.0.113.1, unknown, 10.2.2.2\r\n"));
    CHECK(came_from(edge, edge, "X-Forwarded-For: 203.0.113.1, nonsense\r\n"));
    CHECK(came_from(edge, edge, "X-Forwarded-For: 203.0.113.1,\r\n"));
    CHECK(came_from(edge, edge, "X-Forwarded-For: \r\n"));
}

TEST_CASE("Forwarded, as RFC 7239 has it") {
    CHECK(came_from("192.0.2.43", edge, "Forwarded: for=192.0.2.43\r\n"));
    CHECK(came_from(
        "198.51.100.17", edge,
        "Forwarded: for=192.0.2.43, for=198.51.100.17;by=203.0.113.60;proto=http;host=example.com\r\n"));
    CHECK(came_from("2001:db8:cafe::17", edge, "Forwarded: For=\"[2001:db8:cafe::17]:4711\"\r\n"));
    CHECK(came_from("192.0.2.43", edge, "Forwarded: by=a ; FOR=\"192.0.2.43:80\";host=\"a,b;c\\\"=\"\r\n"));
    CHECK(came_from(
        "2001:db8:cafe::17", edge,
        "Forwarded: for=\"[2001:db8:cafe::17]\", for=\"[2001:db8:ed9e::1]\";by=x, for=10.3.3.3\r\n"));
    CHECK(came_from("192.0.2.43", edge, "Forwarded: for=192.0.2.43, ,\r\n"));
    // Elements without an address end the way, as RFC 7239 section 6 lets them be.
    for (const char* hidden :
         {"for=unknown", "for=_hidden", "for=\"_gazonk\"", "by=203.0.113.60", "for=", "for=\"[::1\""})
        CHECK(came_from("10.3.3.3", edge,
                        "Forwarded: for=192.0.2.43, " + std::string(hidden) + ", for=10.3.3.3\r\n"));
}

TEST_CASE("a malformed Forwarded is not guessed at") {
    for (const char* wrong : {"for=\"192.0.2.43", "for=192.0.2.43\"", "for", "for 192.0.2.43", "for=\"a\"b",
                              "for=192.0.2.43 for=192.0.2.44", "for=192.0.2.43;for=192.0.2.44", "for=\"\\\"",
                              "=192.0.2.43", "for=\"x, for=\"192.0.2.43\""}) {
        INFO(std::string(wrong));
        CHECK(came_from(edge, edge, "Forwarded: " + std::string(wrong) + "\r\n"));
    }
    // A quote that a client opens swallows what the proxy adds: nobody's address is to come of it.
    CHECK(came_from(edge, edge, "Forwarded: for=\"x\r\nForwarded: for=198.51.100.1\r\n"));
}

TEST_CASE("two fields that agree are believed; of two that do not, one is the client's own") {
    const std::string x = "X-Forwarded-For: 198.51.100.1\r\n";
    CHECK(came_from("198.51.100.1", edge, x + "Forwarded: for=198.51.100.1;proto=https\r\n"));
    CHECK(came_from(edge, edge, x + "Forwarded: for=203.0.113.1\r\n"));
    CHECK(came_from(edge, edge, x + "Forwarded: for=\"\r\n"));
}
